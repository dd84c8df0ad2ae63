using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Sleep;

/// <summary>With how many replicas an endpoint wakes. From then on its autoscaler decides.</summary>
public static class WakeDemand
{
    /// <summary>Where the spec does not say what a replica takes at once: as many as a gateway lets go to one that has just started.</summary>
    private const int DefaultPerReplica = 64;

    /// <summary>Only then does it matter how many requests wait.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="live">The Deployment's replicas as they are; null: there is no Deployment yet.</param>
    public static bool MayWakeSeveral(InferenceEndpoint endpoint, int? live) =>
        live == 0
        && endpoint.Spec.Compute.Scaling is var scaling && scaling.MaxReplica > ReplicaTargetPolicy.Floor(scaling)
        && !endpoint.Spec.Paused
        && !SleepMarks.Parse(endpoint.Metadata.Annotations).IsAsleep;

    /// <param name="spec">What a replica takes, and how many there may be.</param>
    /// <param name="waiting">Requests that wait for a replica.</param>
    public static int Replicas(InferenceEndpointSpec spec, long waiting)
    {
        var scaling = spec.Compute.Scaling;
        var perReplica = scaling.Measure?.PendingRequests ?? spec.Balancing?.MaxConcurrentRequestsPerReplica ?? DefaultPerReplica;
        var floor = ReplicaTargetPolicy.Floor(scaling);
        return perReplica > 0 ? (int)Math.Min(Math.Max(Math.Ceiling(waiting / perReplica), floor), Math.Max(floor, scaling.MaxReplica)) : floor;
    }
}
