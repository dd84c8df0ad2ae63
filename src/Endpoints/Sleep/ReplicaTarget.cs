using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Sleep;

/// <summary>How many replicas the Deployment should have, and whether a HorizontalPodAutoscaler moves that number.</summary>
/// <param name="Count">0 while the endpoint is paused or asleep.</param>
/// <param name="IsAutoscaled">Between minReplica and maxReplica the number is an autoscaler's.</param>
public readonly record struct ReplicaTarget(int Count, bool IsAutoscaled);

public static class ReplicaTargetPolicy
{
    /// <summary>The fewest replicas of an endpoint that is awake: an autoscaler cannot go below 1, and waking means at least one.</summary>
    public static int Floor(ScalingSpec scaling) => Math.Max(1, scaling.MinReplica);

    /// <param name="isStopped">The endpoint is paused or asleep.</param>
    /// <param name="live">The Deployment's replicas as they are; null: there is no Deployment yet.</param>
    /// <param name="atWake">How many the endpoint wakes with, at least; see <see cref="WakeDemand"/>.</param>
    public static ReplicaTarget Decide(ScalingSpec scaling, bool isStopped, int? live, int atWake = 1)
    {
        var floor = Floor(scaling);
        var isAutoscaled = scaling.MaxReplica > floor;
        return (isStopped, isAutoscaled, live) switch
        {
            (true, _, _) => new ReplicaTarget(0, IsAutoscaled: false),
            (_, false, _) => new ReplicaTarget(floor, IsAutoscaled: false),
            (_, _, null) => new ReplicaTarget(floor, IsAutoscaled: true),
            // At 0 an autoscaler does nothing, so the step to the first replicas is the operator's.
            (_, _, 0) => new ReplicaTarget(Math.Clamp(atWake, floor, scaling.MaxReplica), IsAutoscaled: true),
            // Within its bounds the autoscaler's decision stands.
            _ => new ReplicaTarget(Math.Clamp(live.Value, floor, scaling.MaxReplica), IsAutoscaled: true),
        };
    }
}
