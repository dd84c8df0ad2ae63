using System.Net;

using Microsoft.AspNetCore.Connections;

namespace InferenceEndpoints.Gateway.Listening;

/// <summary>A port without a socket. Kestrel makes a pipeline for it, as for any other.</summary>
internal sealed class UnreachablePort(string name) : EndPoint
{
    public override string ToString() => name;

    internal sealed class Transport : IConnectionListenerFactory, IConnectionListenerFactorySelector
    {
        public bool CanBind(EndPoint endpoint) => endpoint is UnreachablePort;

        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(new Silence(endpoint));
    }

    private sealed class Silence(EndPoint port) : IConnectionListener
    {
        private readonly TaskCompletionSource<ConnectionContext?> end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EndPoint EndPoint => port;

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => new(end.Task);

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            end.TrySetResult(null);
            return default;
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}
