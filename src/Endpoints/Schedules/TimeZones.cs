using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Schedules;

/// <summary>Time zones by their IANA names.</summary>
public static partial class TimeZones
{
    /// <param name="name">Such as <c>Europe/Berlin</c>; null: UTC.</param>
    /// <param name="zone">Its rules, from this system's tz database.</param>
    public static bool TryFind(string? name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = name is null or "UTC" ? TimeZoneInfo.Utc : null;
        // A name is a path below the database. One that leaves it must not be followed.
        return zone is not null || (Name().IsMatch(name!) && TimeZoneInfo.TryFindSystemTimeZoneById(name!, out zone));
    }

    [GeneratedRegex(Patterns.TimeZone, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
