using InferenceEndpoints.Gateway.Sockets;

namespace InferenceEndpoints.Gateway.Upstream;

/// <summary>The idle connections to one replica, those of each <see cref="EventLoop"/> apart.</summary>
internal sealed class ReplicaConnections(TimeProvider clock)
{
    private readonly ConnectionPool[] pools = [.. Enumerable.Range(0, EventLoop.Count).Select(_ => new ConnectionPool(clock))];

    /// <summary>One of this thread's loop; else one of another, which then moves to this. Null: there is none.</summary>
    public UpstreamConnection? TryRent()
    {
        var loop = EventLoop.Current;
        var first = loop?.Index ?? (int)((uint)Thread.GetCurrentProcessorId() % (uint)pools.Length);
        for (var distance = 0; distance < pools.Length; distance++)
        {
            if (pools[(first + distance) % pools.Length].TryRent() is { } connection)
            {
                connection.MoveTo(loop ?? connection.Loop);
                return connection;
            }
        }

        return null;
    }

    public void Return(UpstreamConnection connection) => pools[connection.Loop.Index].Return(connection);
}
