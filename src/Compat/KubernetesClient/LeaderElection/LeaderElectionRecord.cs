namespace k8s.LeaderElection;

/// <summary>Who leads, and since when. Times are the holder's: others compare them for equality alone, as their clocks may differ.</summary>
public record LeaderElectionRecord
{
    /// <summary>Empty: the lock was released.</summary>
    public string HolderIdentity { get; set; } = "";

    public int LeaseDurationSeconds { get; set; }

    public DateTime? AcquireTime { get; set; }

    public DateTime? RenewTime { get; set; }

    public int LeaderTransitions { get; set; }
}
