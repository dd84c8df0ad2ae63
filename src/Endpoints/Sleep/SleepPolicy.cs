using InferenceEndpoints.Conditions;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Schedules;
using InferenceEndpoints.States;

namespace InferenceEndpoints.Sleep;

public static class SleepPolicy
{
    /// <summary>
    /// When the endpoint falls asleep if nobody calls it and no schedule keeps it awake; null: not as it is. It must have been running, and idle, for its timeout: while it
    /// starts, waits for a node, rolls out or fails, its clock stands still.
    /// </summary>
    /// <param name="endpoint">With its status.</param>
    /// <param name="idleSince">Since when it has had no request; null: it has one, or nobody knows.</param>
    /// <param name="unit">What its timeout counts: minutes.</param>
    public static DateTimeOffset? SleepTime(InferenceEndpoint endpoint, DateTimeOffset? idleSince, TimeSpan unit)
    {
        if (endpoint.Spec.Paused
            || SleepMarks.Parse(endpoint.Metadata.Annotations).IsAsleep
            || endpoint.Status?.State != EndpointState.Running.ToWord()
            || endpoint.Status.Conditions?.FirstOrDefault(condition => condition is { Type: ConditionTypes.Ready, Status: "True" })?.LastTransitionTime is not { } ready
            || IdleTimeout(endpoint.Spec.Compute.Scaling) is not { } timeout)
        {
            return null;
        }

        var readySince = new DateTimeOffset(DateTime.SpecifyKind(ready, DateTimeKind.Utc));
        return (idleSince > readySince ? idleSince : idleSince is null ? null : readySince) + (timeout.TotalMinutes * unit);
    }

    /// <summary>It falls asleep now: its time has come, and so it has for every window of its schedule.</summary>
    /// <inheritdoc cref="SleepTime"/>
    public static bool IsDue(InferenceEndpoint endpoint, DateTimeOffset? idleSince, TimeSpan unit, DateTimeOffset now) =>
        SleepTime(endpoint, idleSince, unit) <= now
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
