namespace k8s.LeaderElection;

/// <summary>A record in the API server that at most one process holds.</summary>
public interface ILock
{
    /// <summary>Who we are; unique for each process.</summary>
    string Identity { get; }

    Task<LeaderElectionRecord> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>False: somebody else was faster.</summary>
    Task<bool> CreateAsync(LeaderElectionRecord record, CancellationToken cancellationToken = default);

    /// <summary>False: the record has changed since it was read.</summary>
    Task<bool> UpdateAsync(LeaderElectionRecord record, CancellationToken cancellationToken = default);

    /// <summary>The lock's namespace and name.</summary>
    string Describe();
}
