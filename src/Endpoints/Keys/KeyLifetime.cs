using System.Globalization;

namespace InferenceEndpoints.Keys;

/// <summary>How long a key works, as people write it: <c>90d</c>, <c>12h</c>.</summary>
public static class KeyLifetime
{
    private const int MaxDays = 36_500;

    /// <exception cref="FormatException">The text is not a number of days or hours. The message ends a sentence that begins with it.</exception>
    public static TimeSpan Parse(string text)
    {
        var isNumber = int.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        return (isNumber, text.LastOrDefault()) switch
        {
            (true, 'd') when count is > 0 and <= MaxDays => TimeSpan.FromDays(count),
            (true, 'h') when count is > 0 and <= MaxDays * 24 => TimeSpan.FromHours(count),
            _ => throw new FormatException("is not a number of days or hours, such as 90d or 12h"),
        };
    }
}
