using System.Globalization;
using System.Text.RegularExpressions;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Validation;

namespace InferenceEndpoints.Sleep;

/// <summary>
/// The two annotations that put an endpoint to sleep and wake it. Each carries the time of its decision, so it does not matter in which
/// order they arrive or which of them is written twice: the later one holds, and at the same instant the endpoint is awake.
/// </summary>
/// <param name="SleepTime">When the endpoint was put to sleep; null: never, or the value was not a time.</param>
/// <param name="WakeTime">When the endpoint was woken; null: never, or the value was not a time.</param>
/// <param name="Errors">Annotations that are not times. They are ignored otherwise: a typing error neither stops nor starts anything.</param>
public sealed partial record SleepMarks(DateTimeOffset? SleepTime, DateTimeOffset? WakeTime, IReadOnlyList<ValidationError> Errors)
{
    private static readonly string[] s_formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public bool IsAsleep => SleepTime is { } sleep && (WakeTime is not { } wake || sleep > wake);

    /// <summary>The time for a mark that puts the endpoint to sleep now: later than the wake that it ends, whatever the clocks of their writers say.</summary>
    public DateTimeOffset NextSleepTime(DateTimeOffset now) => WakeTime is { } wake && wake >= now ? wake.AddTicks(1) : now;

    /// <summary>The time for a mark that wakes the endpoint now: not before the sleep that it ends.</summary>
    public DateTimeOffset NextWakeTime(DateTimeOffset now) => SleepTime is { } sleep && sleep > now ? sleep : now;

    public static SleepMarks Parse(IDictionary<string, string>? annotations)
    {
        var errors = new List<ValidationError>();
        return new SleepMarks(Read(annotations, Annotations.Sleep, errors), Read(annotations, Annotations.Wake, errors), errors);
    }

    /// <summary>The value for an annotation that marks the instant.</summary>
    public static string Format(DateTimeOffset instant) =>
        instant.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Read(IDictionary<string, string>? annotations, string name, List<ValidationError> errors)
    {
        if (annotations is null || !annotations.TryGetValue(name, out var value))
        {
            return null;
        }

        if (Rfc3339().Match(value ?? "") is { Success: true } match
            && DateTimeOffset.TryParseExact(
                match.Result("${time}${fraction}${offset}").ToUpperInvariant(), s_formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return time;
        }

        errors.Add(new ValidationError(
            $"metadata.annotations[{name}]",
            value,
            "is not a time and is ignored",
            "write an RFC 3339 time such as 2030-01-31T12:00:00Z"));
        return null;
    }

    // Letters of either case, and as many digits as one likes: Go writes nanoseconds, of which .NET reads the hundreds.
    [GeneratedRegex(
        @"^(?<time>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2})((?<fraction>\.[0-9]{1,7})[0-9]*)?(?<offset>[Zz]|[-+][0-9]{2}:[0-9]{2})\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rfc3339();
}
