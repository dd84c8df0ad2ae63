using KubeOps.Abstractions.Entities.Attributes;

namespace InferenceEndpoints.Entities;

public sealed class BalancingSpec
{
    public const int MaxConcurrentRequests = 100_000;

    [Description("Requests that a replica works on at once for each replica of the gateway. Further ones wait in the gateway, first come first "
        + "served, and go to whichever replica is free first. Absent: as many as come.")]
    [RangeMinimum(1)]
    [RangeMaximum(MaxConcurrentRequests)]
    public int? MaxConcurrentRequestsPerReplica { get; set; }
}
