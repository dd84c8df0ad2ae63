namespace InferenceEndpoints.Gateway.Upstream;

/// <summary>The idle connections of one event loop to one replica; the one that was used last is used next.</summary>
/// <remarks>The lock is mostly taken by the loop's thread, and is held for a few instructions. While there are idle connections, a timer closes the old ones.</remarks>
internal sealed class ConnectionPool
{
    /// <summary>uvicorn, under most engines, closes a connection that was idle for 5 s; a request must not meet that.</summary>
    private static readonly TimeSpan MaxIdle = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(1);

    private readonly TimeProvider clock;
    private readonly ITimer sweeper;
    private readonly Lock gate = new();
    private readonly List<UpstreamConnection> idle = []; // the oldest first
    private bool isSweeping;

    public ConnectionPool(TimeProvider clock)
    {
        this.clock = clock;
        using (ExecutionContext.SuppressFlow())
        {
            sweeper = clock.CreateTimer(static state => ((ConnectionPool)state!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Null: there is none that is still good.</summary>
    public UpstreamConnection? TryRent()
    {
        while (Pop() is { } connection)
        {
            var idleTime = IdleTime(connection);
            if (idleTime < MaxIdle && connection.IsUsable(idleTime))
            {
                connection.IsReused = connection.IsSilent = true;
                return connection;
            }

            connection.Dispose();
        }

        return null;
    }

    public void Return(UpstreamConnection connection)
    {
        connection.Rest();
        connection.IdleSince = clock.GetTimestamp();
        lock (gate)
        {
            idle.Add(connection);
            if (!isSweeping)
            {
                isSweeping = sweeper.Change(SweepPeriod, SweepPeriod);
            }
        }
    }

    private TimeSpan IdleTime(UpstreamConnection connection) => clock.GetElapsedTime(connection.IdleSince);

    private UpstreamConnection? Pop()
    {
        lock (gate)
        {
            if (idle.Count == 0)
            {
                return null;
            }

            var connection = idle[^1];
            idle.RemoveAt(idle.Count - 1);
            return connection;
        }
    }

    private void Sweep()
    {
        List<UpstreamConnection> old;
        lock (gate)
        {
            var count = idle.FindIndex(connection => IdleTime(connection) < MaxIdle) is var young and >= 0 ? young : idle.Count;
            old = idle.GetRange(0, count);
            idle.RemoveRange(0, count);
            if (idle.Count == 0)
            {
                isSweeping = !sweeper.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        old.ForEach(connection => connection.Dispose());
    }
}
