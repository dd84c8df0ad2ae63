namespace KubeOps.Abstractions.Builder;

public sealed class ParallelReconciliationSettingsBuilder
{
    /// <summary>Default: twice the processors, as upstream.</summary>
    public int MaxParallelReconciliations { get; set; } = Environment.ProcessorCount * 2;

    public ParallelReconciliationSettings Build() => new() { MaxParallelReconciliations = MaxParallelReconciliations };
}
