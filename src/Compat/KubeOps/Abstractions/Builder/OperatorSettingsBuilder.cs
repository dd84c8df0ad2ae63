namespace KubeOps.Abstractions.Builder;

public sealed class OperatorSettingsBuilder
{
    public string Name { get; set; } = "kubernetesoperator";

    public string? Namespace { get; set; }

    public LeaderElectionType LeaderElectionType { get; set; } = LeaderElectionType.None;

    /// <summary>Default 15 s, the value of client-go's operators (as the two below).</summary>
    public TimeSpan LeaderElectionLeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Default 10 s.</summary>
    public TimeSpan LeaderElectionRenewDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Default 2 s.</summary>
    public TimeSpan LeaderElectionRetryPeriod { get; set; } = TimeSpan.FromSeconds(2);

    public bool AutoAttachFinalizers { get; set; } = true;

    public bool AutoDetachFinalizers { get; set; } = true;

    public ParallelReconciliationSettingsBuilder ParallelReconciliation { get; set; } = new();

    public OperatorSettings Build() => new()
    {
        Name = Name,
        Namespace = Namespace,
        LeaderElectionType = LeaderElectionType,
        LeaderElectionLeaseDuration = LeaderElectionLeaseDuration,
        LeaderElectionRenewDeadline = LeaderElectionRenewDeadline,
        LeaderElectionRetryPeriod = LeaderElectionRetryPeriod,
        AutoAttachFinalizers = AutoAttachFinalizers,
        AutoDetachFinalizers = AutoDetachFinalizers,
        ParallelReconciliation = ParallelReconciliation.Build(),
    };
}
