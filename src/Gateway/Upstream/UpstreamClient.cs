using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

using InferenceEndpoints.Gateway.Balancing;
using InferenceEndpoints.Gateway.Settings;

namespace InferenceEndpoints.Gateway.Upstream;

/// <summary>Connections to replicas. A replica's pool lives as long as the replica does; replicas share nothing.</summary>
internal sealed class UpstreamClient(GatewayOptions options, TimeProvider clock)
{
    private readonly ConditionalWeakTable<Backend, ConnectionPool> pools = [];

    /// <summary>An idle connection, or null.</summary>
    public UpstreamConnection? TryRent(Backend backend) => pools.TryGetValue(backend, out var pool) ? pool.TryRent() : null;

    /// <summary>Its last answer has ended, and nothing has come after it.</summary>
    public void Return(Backend backend, UpstreamConnection connection) =>
        pools.GetValue(backend, _ => new ConnectionPool(clock)).Return(connection);

    /// <exception cref="ConnectException">Refused, unreachable, or too slow.</exception>
    public async Task<UpstreamConnection> ConnectAsync(Backend backend, CancellationToken cancellationToken)
    {
        var address = IPEndPoint.Parse(backend.Authority);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var patience = new CancellationTokenSource(options.ConnectTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await socket.ConnectAsync(address, either.Token);
            return new UpstreamConnection(socket, new ActivityTimeout(options.ActivityTimeout, clock), options.MaxRequestHeaderBytes);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new ConnectException(exception is SocketException ? exception.Message : $"no connection within {options.ConnectTimeout}", exception);
        }
    }
}
