using KubeOps.Abstractions.Entities.Attributes;

namespace InferenceEndpoints.Entities;

public sealed class BalancingSpec
{
    public const int MaxConcurrentRequests = 100_000;

    [Description("leastPending: each request goes to the replica with the fewest pending requests. prefixHash: requests whose prompts begin alike, "
        + "such as the turns of a conversation, go to the same replica, which has their beginning in its cache, unless it is busier than the others.")]
    [EnumValues(BalancingStrategies.LeastPending, BalancingStrategies.PrefixHash)]
    [DefaultValue(BalancingStrategies.LeastPending)]
    public string Strategy { get; set; } = BalancingStrategies.LeastPending;

    [Description("Requests that a replica works on at once for each replica of the gateway. Further ones wait in the gateway, first come first "
        + "served, and go to whichever replica is free first. Absent: as many as come.")]
    [RangeMinimum(1)]
    [RangeMaximum(MaxConcurrentRequests)]
    public int? MaxConcurrentRequestsPerReplica { get; set; }
}

/// <summary>The words of <see cref="BalancingSpec.Strategy"/>.</summary>
public static class BalancingStrategies
{
    public const string LeastPending = "leastPending";
    public const string PrefixHash = "prefixHash";
}
