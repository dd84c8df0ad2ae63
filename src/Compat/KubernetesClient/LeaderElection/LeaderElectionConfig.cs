namespace k8s.LeaderElection;

/// <summary>Times of an election. The defaults are client-go's.</summary>
public class LeaderElectionConfig(ILock @lock)
{
    public ILock Lock { get; set; } = @lock;

    /// <summary>Others wait this long after the last renewal that they saw. Default 15 s.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The leader gives up when it could not renew for this long; less than the lease's duration. Default 10 s.</summary>
    public TimeSpan RenewDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two attempts. Default 2 s.</summary>
    public TimeSpan RetryPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The clock. (Ours: upstream reads the machine's.)</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
