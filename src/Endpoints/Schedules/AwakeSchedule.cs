using System.Collections.Immutable;

using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Schedules;

/// <summary>The windows of <c>spec.coldStart.schedule</c>: from each start of one the endpoint is awake, for its duration.</summary>
public sealed class AwakeSchedule
{
    /// <summary>Windows that follow each other without a gap are looked through up to so many.</summary>
    private const int MaxChain = 100;

    private readonly ImmutableArray<Window> _windows;

    private AwakeSchedule(ImmutableArray<Window> windows) => _windows = windows;

    /// <summary>A window that cannot be read, of which the validator tells, is left out.</summary>
    public static AwakeSchedule Of(InferenceEndpointSpec spec) => new([.. (spec.ColdStart?.Schedule ?? []).SelectMany(Read)]);

    /// <summary>When the last window that has begun ends, or has ended; null: none has begun yet.</summary>
    public DateTimeOffset? LatestEnd(DateTimeOffset now) => _windows.Max(window => window.Starts.AtOrBefore(now) + window.Duration);

    /// <summary>Until when the endpoint is to be awake, at the least; null: no window is open.</summary>
    public DateTimeOffset? OpenUntil(DateTimeOffset now)
    {
        if (!(LatestEnd(now) is { } end && end > now))
        {
            return null;
        }

        for (var i = 0; i < MaxChain && LatestEnd(end) is { } next && next > end; i++)
        {
            end = next;
        }

        return end;
    }

    /// <summary>When the next window begins that opens after the instant; null: none does.</summary>
    public DateTimeOffset? NextStart(DateTimeOffset after) => _windows.Min(window => window.Starts.After(after));

    private static IEnumerable<Window> Read(ScheduleWindow? window) =>
        window is { Cron: not null, DurationMinutes: > 0 }
        && CronExpression.TryParse(window.Cron, out var cron, out _)
        && TimeZones.TryFind(window.TimeZone, out var zone)
            ? [new Window(new ZonedCron(cron, zone), TimeSpan.FromMinutes(window.DurationMinutes))]
            : [];

    private sealed record Window(ZonedCron Starts, TimeSpan Duration);
}
