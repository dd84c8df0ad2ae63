using InferenceEndpoints.Gateway.Sockets;

namespace InferenceEndpoints.Gateway.Upstream;

/// <summary>The idle connections to one replica, those of each <see cref="EventLoop"/> apart.</summary>
internal sealed class ReplicaConnections(TimeProvider clock)
{
    /// <summary>By loop; null: none of its connections was ever idle. Replicas are many, and so may cores be.</summary>
    private readonly ConnectionPool?[] pools = new ConnectionPool?[EventLoop.Count];

    /// <summary>One of this thread's loop; else one of another, which then moves to this. Null: there is none.</summary>
    public UpstreamConnection? TryRent()
    {
        var loop = EventLoop.Current;
        var first = loop?.Index ?? (int)((uint)Thread.GetCurrentProcessorId() % (uint)pools.Length);
        for (var distance = 0; distance < pools.Length; distance++)
        {
            if (Volatile.Read(ref pools[(first + distance) % pools.Length])?.TryRent() is { } connection)
            {
                connection.MoveTo(loop ?? connection.Loop);
                return connection;
            }
        }

        return null;
    }

    public void Return(UpstreamConnection connection) => PoolOf(connection.Loop).Return(connection);

    private ConnectionPool PoolOf(EventLoop loop)
    {
        ref var pool = ref pools[loop.Index];
        return Volatile.Read(ref pool) ?? Interlocked.CompareExchange(ref pool, new ConnectionPool(clock), null) ?? pool;
    }
}
