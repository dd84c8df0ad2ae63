namespace KubeOps.Abstractions.Builder;

public sealed record ParallelReconciliationSettings
{
    /// <summary>Keys of one controller that are reconciled at the same time.</summary>
    public required int MaxParallelReconciliations { get; init; }
}
