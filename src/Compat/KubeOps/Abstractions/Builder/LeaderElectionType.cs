namespace KubeOps.Abstractions.Builder;

public enum LeaderElectionType
{
    /// <summary>Every replica reconciles: for one replica, or for tests.</summary>
    None = 0,

    /// <summary>One replica reconciles, the holder of the Lease.</summary>
    Single = 1,
}
