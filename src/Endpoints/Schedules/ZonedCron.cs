namespace InferenceEndpoints.Schedules;

/// <summary>
/// When a cron expression comes round in a time zone. A local time that the zone skips comes at the end of the gap; one that it repeats comes
/// once, the first time.
/// </summary>
/// <remarks>
/// It asks a zone for its offset at an instant only: what <see cref="TimeZoneInfo"/> says of invalid and ambiguous times holds for daylight
/// saving, and not for a country that changes its standard time.
/// </remarks>
public sealed class ZonedCron(CronExpression cron, TimeZoneInfo zone)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The first time later than the instant; null: there is none.</summary>
    public DateTimeOffset? After(DateTimeOffset instant)
    {
        for (var local = cron.AtOrAfter(Local(instant)); local is { } time; local = cron.AtOrAfter(time.AddMinutes(1)))
        {
            if (ToInstant(time) is var found && found > instant)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The last time that is not later than the instant; null: there is none.</summary>
    public DateTimeOffset? AtOrBefore(DateTimeOffset instant)
    {
        // While local times are repeated, later ones have been before.
        var setBack = zone.GetUtcOffset(instant - Day) - zone.GetUtcOffset(instant);
        var latest = setBack > TimeSpan.Zero ? Local(instant) + setBack : Local(instant);
        for (var local = cron.AtOrBefore(latest); local is { } time; local = cron.AtOrBefore(time.AddMinutes(-1)))
        {
            if (ToInstant(time) is var found && found <= instant)
            {
                return found;
            }
        }

        return null;
    }

    private DateTime Local(DateTimeOffset instant) => instant.UtcDateTime + zone.GetUtcOffset(instant);

    private DateTimeOffset ToInstant(DateTime local)
    {
        var wall = new DateTimeOffset(local.Ticks, TimeSpan.Zero);
        var (before, after) = (zone.GetUtcOffset(wall - Day), zone.GetUtcOffset(wall + Day));
        var (first, last) = before > after ? (wall - before, wall - after) : (wall - after, wall - before);
        if (Local(first) == local)
        {
            return first;
        }

        // Either it is past the change, or in the gap, whose end lies between the two.
        while (Local(last) != local && last - first > TimeSpan.FromMinutes(1))
        {
            var middle = first + TimeSpan.FromMinutes(Math.Floor((last - first).TotalMinutes / 2));
            (first, last) = zone.GetUtcOffset(middle) == after ? (first, middle) : (middle, last);
        }

        return last;
    }
}
