using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

using InferenceEndpoints.Gateway.Balancing;
using InferenceEndpoints.Gateway.Settings;
using InferenceEndpoints.Gateway.Sockets;

namespace InferenceEndpoints.Gateway.Upstream;

/// <summary>Connections to replicas. A replica's idle ones live as long as the replica does; replicas share nothing.</summary>
internal sealed class UpstreamClient(GatewayOptions options, TimeProvider clock)
{
    private readonly ConditionalWeakTable<Backend, ReplicaConnections> connections = [];

    /// <summary>An idle connection, or null.</summary>
    public UpstreamConnection? TryRent(Backend backend) => connections.TryGetValue(backend, out var idle) ? idle.TryRent() : null;

    /// <summary>Its last answer has ended, and nothing has come after it.</summary>
    public void Return(Backend backend, UpstreamConnection connection) =>
        connections.GetValue(backend, _ => new ReplicaConnections(clock)).Return(connection);

    /// <exception cref="ConnectException">Refused, unreachable, or too slow.</exception>
    public async Task<UpstreamConnection> ConnectAsync(Backend backend, CancellationToken cancellationToken)
    {
        var address = IPEndPoint.Parse(backend.Authority);
        using var patience = new CancellationTokenSource(options.ConnectTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            var socket = await LoopSocket.ConnectAsync(address, EventLoop.Current ?? EventLoop.Next(), either.Token);
            return new UpstreamConnection(socket, new ActivityTimeout(options.ActivityTimeout, clock), options.MaxRequestHeaderBytes);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ConnectException(exception is SocketException ? exception.Message : $"no connection within {options.ConnectTimeout}", exception);
        }
    }
}
