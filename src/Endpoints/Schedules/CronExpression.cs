using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace InferenceEndpoints.Schedules;

/// <summary>
/// Minutes of a calendar, in five fields as a CronJob has them, or as <c>@daily</c>. When both the day of the month and the day of the week are
/// restricted, a day that fits one of them fits. It knows no time zone: its times are those that a clock on the wall shows.
/// </summary>
public sealed class CronExpression
{
    /// <summary>The longest way from one 29 February to the next: around a year 2100.</summary>
    private const int MaxDays = (8 * 366) + 1;

    private const int MinutesOfHour = 60;

    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _days;
    private readonly ulong _months;
    private readonly ulong _weekdays;
    private readonly bool _isEitherDay;

    private CronExpression(ReadOnlySpan<ulong> fields, bool isEitherDay) =>
        (_minutes, _hours, _days, _months, _weekdays, _isEitherDay) = (fields[0], fields[1], fields[2], fields[3], fields[4], isEitherDay);

    /// <param name="text">Such as <c>0 8 * * MON-FRI</c>.</param>
    /// <param name="expression">What it means.</param>
    /// <param name="problem">Else what is wrong.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out CronExpression? expression, [NotNullWhen(false)] out string? problem)
    {
        expression = null;
        if (Expand(text).Split(' ', StringSplitOptions.RemoveEmptyEntries) is not { Length: 5 } fields)
        {
            problem = "is not five fields";
            return false;
        }

        CronField[] kinds = [CronField.Minute, CronField.Hour, CronField.Day, CronField.Month, CronField.Weekday];
        var (values, isAny) = (new ulong[5], new bool[5]);
        for (var i = 0; i < kinds.Length; i++)
        {
            if (!kinds[i].TryParse(fields[i], out values[i], out isAny[i], out problem))
            {
                return false;
            }
        }

        values[4] |= values[4] >> 7; // 7 is Sunday, too
        var read = new CronExpression(values, isEitherDay: !isAny[2] && !isAny[4]);
        if (!read.HasDays())
        {
            problem = "names days that none of its months has";
            return false;
        }

        (expression, problem) = (read, null);
        return true;
    }

    public bool Matches(DateTime local) => MatchesDay(local) && Has(_hours, local.Hour) && Has(_minutes, local.Minute);

    /// <summary>The first minute that is not before the time; null: none before the end of the calendar.</summary>
    public DateTime? AtOrAfter(DateTime local)
    {
        var start = local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMinute));
        start = start == local || DateTime.MaxValue - start < TimeSpan.FromMinutes(1) ? start : start.AddMinutes(1);
        for (var (day, i) = (start.Date, 0); i < MaxDays; day = day.AddDays(1), i++)
        {
            if (MatchesDay(day) && FirstMinute(i == 0 ? start : day) is { } minute)
            {
                return day.AddMinutes(minute);
            }

            if (day == DateTime.MaxValue.Date)
            {
                break;
            }
        }

        return null;
    }

    /// <summary>The last minute that is not after the time; null: none since the beginning of the calendar.</summary>
    public DateTime? AtOrBefore(DateTime local)
    {
        for (var (day, i) = (local.Date, 0); i < MaxDays; day = day.AddDays(-1), i++)
        {
            if (MatchesDay(day) && LastMinute(i == 0 ? local : day.AddDays(1).AddTicks(-1)) is { } minute)
            {
                return day.AddMinutes(minute);
            }

            if (day == DateTime.MinValue)
            {
                break;
            }
        }

        return null;
    }

    private static string Expand(string text) => text switch
    {
        "@yearly" or "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" or "@midnight" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        _ => text,
    };

    private static bool Has(ulong values, int value) => (values >> value & 1) != 0;

    private bool MatchesDay(DateTime day)
    {
        var (isDay, isWeekday) = (Has(_days, day.Day), Has(_weekdays, (int)day.DayOfWeek));
        return Has(_months, day.Month) && (_isEitherDay ? isDay || isWeekday : isDay && isWeekday);
    }

    // A leap year has all days that there are. Without the choice between them, each day of the week falls on each date in some year.
    private bool HasDays() => _isEitherDay
        || Enumerable.Range(1, 12).Any(month => Has(_months, month) && (_days & ((1UL << (DateTime.DaysInMonth(2000, month) + 1)) - 1)) != 0);

    private int? FirstMinute(DateTime from)
    {
        for (var hour = from.Hour; hour < 24; hour++)
        {
            var minutes = hour == from.Hour ? _minutes & ulong.MaxValue << from.Minute : _minutes;
            if (Has(_hours, hour) && minutes != 0)
            {
                return (hour * MinutesOfHour) + BitOperations.TrailingZeroCount(minutes);
            }
        }

        return null;
    }

    private int? LastMinute(DateTime until)
    {
        for (var hour = until.Hour; hour >= 0; hour--)
        {
            var minutes = hour == until.Hour ? _minutes & ulong.MaxValue >> (63 - until.Minute) : _minutes;
            if (Has(_hours, hour) && minutes != 0)
            {
                return (hour * MinutesOfHour) + BitOperations.Log2(minutes);
            }
        }

        return null;
    }
}
