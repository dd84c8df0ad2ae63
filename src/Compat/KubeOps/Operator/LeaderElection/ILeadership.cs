namespace KubeOps.Operator.LeaderElection;

/// <summary>Whether this process is the one that reconciles.</summary>
internal interface ILeadership
{
    /// <summary>Ends when this process leads. It leads once: a leader that lost its lease ends.</summary>
    Task Acquired { get; }

    /// <summary>Cancelled when another process may lead.</summary>
    CancellationToken Lost { get; }
}

/// <summary>For operators of one replica.</summary>
internal sealed class AlwaysLeader : ILeadership
{
    public Task Acquired => Task.CompletedTask;

    public CancellationToken Lost => CancellationToken.None;
}
