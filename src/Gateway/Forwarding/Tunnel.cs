using System.Net.Sockets;

using InferenceEndpoints.Gateway.Upstream;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>Passes bytes both ways, as for WebSocket, until one side ends.</summary>
internal static class Tunnel
{
    private const int BufferSize = 4 * 1024;

    public static async Task RunAsync(Stream caller, UpstreamConnection replica)
    {
        using var ended = new CancellationTokenSource();
        var toReplica = SendAsync(caller, replica, ended.Token);
        var toCaller = ReceiveAsync(replica, caller, ended.Token);
        await Task.WhenAny(toReplica, toCaller);

        // Neither stream can be closed by half: with one direction, the connection has ended.
        await ended.CancelAsync();
        replica.Dispose();
        await Task.WhenAll(toReplica, toCaller);
    }

    private static async Task SendAsync(Stream caller, UpstreamConnection replica, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        try
        {
            int count;
            while ((count = await caller.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await replica.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // For a tunnel, a connection that was cut has ended.
        }
    }

    private static async Task ReceiveAsync(UpstreamConnection replica, Stream caller, CancellationToken cancellationToken)
    {
        try
        {
            do
            {
                await caller.WriteAsync(replica.Received.UnreadMemory, cancellationToken);
                await caller.FlushAsync(cancellationToken);
                replica.Received.Take(replica.Received.Unread.Length);
            }
            while (await ReceiveAsync(replica));
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // As above.
        }
    }

    /// <returns>False: it has closed its side.</returns>
    private static async ValueTask<bool> ReceiveAsync(UpstreamConnection replica)
    {
        await replica.WaitAsync();
        return replica.TryReceive();
    }

    private static bool IsEnd(Exception exception) =>
        exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException;
}
