using InferenceEndpoints.Conditions;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Schedules;
using InferenceEndpoints.States;

namespace InferenceEndpoints.Sleep;

public static class SleepPolicy
{
    /// <summary>A waking that lies further ahead was written by a clock that is wrong, and keeps nobody awake.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>
    /// When the endpoint falls asleep if nobody calls it and no schedule keeps it awake; null: not as it is. It must have been awake, running and idle for its timeout: while it
    /// starts, waits for a node, rolls out or fails, its clock stands still.
    /// </summary>
    /// <param name="endpoint">With its status, which may be older than the mark that woke it.</param>
    /// <param name="idleSince">Since when it has had no request; null: it has one, or nobody knows.</param>
    /// <param name="unit">What its timeout counts: minutes.</param>
    /// <param name="now">When <paramref name="idleSince"/> was known.</param>
    public static DateTimeOffset? SleepTime(InferenceEndpoint endpoint, DateTimeOffset? idleSince, TimeSpan unit, DateTimeOffset now)
    {
        if (idleSince is not { } idle || endpoint.Spec.Paused)
        {
            return null;
        }

        var marks = SleepMarks.Parse(endpoint.Metadata.Annotations);
        if (marks.IsAsleep
            || endpoint.Status?.State != EndpointState.Running.ToWord()
            || endpoint.Status.Conditions?.FirstOrDefault(condition => condition is { Type: ConditionTypes.Ready, Status: "True" })?.LastTransitionTime is not { } ready
            || IdleTimeout(endpoint.Spec.Compute.Scaling) is not { } timeout)
        {
            return null;
        }

        var readySince = new DateTimeOffset(DateTime.SpecifyKind(ready, DateTimeKind.Utc));
        var awakeSince = marks.WakeTime is { } wake && wake <= now + ClockSkew ? wake : DateTimeOffset.MinValue;
        return new[] { idle, readySince, awakeSince }.Max() + (timeout.TotalMinutes * unit);
    }

    /// <summary>It falls asleep now: its time has come, and so it has for every window of its schedule.</summary>
    /// <inheritdoc cref="SleepTime"/>
    public static bool IsDue(InferenceEndpoint endpoint, DateTimeOffset? idleSince, TimeSpan unit, DateTimeOffset now) =>
        SleepTime(endpoint, idleSince, unit, now) <= now
        && IdleTimeout(endpoint.Spec.Compute.Scaling) is { } timeout
        && !(AwakeSchedule.Of(endpoint.Spec).LatestEnd(now) + (timeout.TotalMinutes * unit) > now);

    /// <summary>Until when the endpoint must be awake by its schedule although it sleeps; null: it need not be woken.</summary>
    public static DateTimeOffset? WakeUntil(InferenceEndpoint endpoint, DateTimeOffset now) =>
        !endpoint.Spec.Paused && SleepMarks.Parse(endpoint.Metadata.Annotations).IsAsleep ? AwakeSchedule.Of(endpoint.Spec).OpenUntil(now) : null;

    /// <summary>How long the endpoint must be idle before it falls asleep. Null: it never falls asleep by itself.</summary>
    public static TimeSpan? IdleTimeout(ScalingSpec scaling) => scaling switch
    {
        { MinReplica: > 0 } => null,
        { ScaleToZeroTimeout: null } => TimeSpan.FromMinutes(ScalingSpec.DefaultScaleToZeroTimeout),
        { ScaleToZeroTimeout: > 0 and var minutes } => TimeSpan.FromMinutes(minutes),
        _ => null,
    };
}
