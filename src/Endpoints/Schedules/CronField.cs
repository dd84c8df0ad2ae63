using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace InferenceEndpoints.Schedules;

/// <summary>What one place of a cron expression may hold.</summary>
/// <param name="Word">How people call it.</param>
/// <param name="Min">The least value.</param>
/// <param name="Max">The greatest value.</param>
/// <param name="Names">Words for the values from <paramref name="Min"/> on.</param>
internal sealed record CronField(string Word, int Min, int Max, params string[] Names)
{
    public static readonly CronField Minute = new("minute", 0, 59);
    public static readonly CronField Hour = new("hour", 0, 23);
    public static readonly CronField Day = new("day of the month", 1, 31);
    public static readonly CronField Month = new("month", 1, 12, "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

    /// <summary>Sunday is 0 and 7.</summary>
    public static readonly CronField Weekday = new("day of the week", 0, 7, "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    /// <summary>Reads a list such as <c>1,MON-FRI,*/15</c>.</summary>
    /// <param name="text">The list.</param>
    /// <param name="values">A bit for each value.</param>
    /// <param name="isAny">It leaves the field open, as <c>*</c> does; one that names every value does not.</param>
    /// <param name="problem">Else what is wrong.</param>
    public bool TryParse(string text, out ulong values, out bool isAny, [NotNullWhen(false)] out string? problem)
    {
        (values, isAny, problem) = (0, false, null);
        foreach (var item in text.Split(','))
        {
            if (!TryParseItem(item, out var first, out var last, out var step))
            {
                problem = $"has the {Word} '{item}', which is not {Min} to {Max}{(Names.Length > 0 ? $" or {Names[0]} to {Names[^1]}" : "")}";
                return false;
            }

            isAny |= item[0] is ('*' or '?') && step == 1;
            for (var value = first; value <= last; value += step)
            {
                values |= 1UL << value;
            }
        }

        return true;
    }

    /// <summary>Reads <c>*</c>, <c>5</c>, <c>1-5</c>, and each with a step; <c>5/15</c> goes on to the end.</summary>
    private bool TryParseItem(string item, out int first, out int last, out int step)
    {
        (first, last, step) = (Min, Max, 1);
        var (range, stepText) = Cut(item, '/');
        if (stepText is not null && !(TryParseNumber(stepText, out step) && step > 0))
        {
            return false;
        }

        step = Math.Min(step, Max + 1); // a larger one leaves the first value, too
        if (range is "*" or "?")
        {
            return true;
        }

        var (firstText, lastText) = Cut(range, '-');
        if (!TryParseValue(firstText, out first))
        {
            return false;
        }

        last = stepText is null ? first : Max;
        return (lastText is null || TryParseValue(lastText, out last)) && first <= last;
    }

    private bool TryParseValue(string text, out int value)
    {
        var name = Array.FindIndex(Names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        value = name + Min;
        return name >= 0 || (TryParseNumber(text, out value) && value >= Min && value <= Max);
    }

    private static bool TryParseNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static (string Before, string? After) Cut(string text, char mark) =>
        text.Split(mark, 2) is [var before, var after] ? (before, after) : (text, null);
}
