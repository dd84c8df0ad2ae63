using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Sleep;

public static class SleepPolicy
{
    /// <summary>How long the endpoint must be idle before it falls asleep. Null: it never falls asleep by itself.</summary>
    public static TimeSpan? IdleTimeout(ScalingSpec scaling) => scaling switch
    {
        { MinReplica: > 0 } => null,
        { ScaleToZeroTimeout: null } => TimeSpan.FromMinutes(ScalingSpec.DefaultScaleToZeroTimeout),
        { ScaleToZeroTimeout: > 0 and var minutes } => TimeSpan.FromMinutes(minutes),
        _ => null,
    };
}
