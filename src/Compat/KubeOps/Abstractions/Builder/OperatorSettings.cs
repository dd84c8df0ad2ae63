namespace KubeOps.Abstractions.Builder;

public sealed record OperatorSettings
{
    /// <summary>Names the Lease (<c>{name}-leader</c>) and is the source of Events.</summary>
    public required string Name { get; init; }

    /// <summary>The namespace to watch; null is all of them.</summary>
    public string? Namespace { get; init; }

    public required LeaderElectionType LeaderElectionType { get; init; }

    public required TimeSpan LeaderElectionLeaseDuration { get; init; }

    public required TimeSpan LeaderElectionRenewDeadline { get; init; }

    public required TimeSpan LeaderElectionRetryPeriod { get; init; }

    /// <summary>Every finalizer is attached before an entity's first reconcile.</summary>
    public required bool AutoAttachFinalizers { get; init; }

    /// <summary>A finalizer that succeeded is removed from the entity.</summary>
    public required bool AutoDetachFinalizers { get; init; }

    public required ParallelReconciliationSettings ParallelReconciliation { get; init; }
}
