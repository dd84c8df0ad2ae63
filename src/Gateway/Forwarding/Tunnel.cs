namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>Passes bytes both ways, as for WebSocket, until one side ends.</summary>
internal static class Tunnel
{
    private const int BufferSize = 16 * 1024;

    public static async Task RunAsync(Stream caller, Stream replica, ActivityTimeout activity)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(activity.Token);
        var toReplica = CopyAsync(caller, replica, activity, ended.Token);
        var toCaller = CopyAsync(replica, caller, activity, ended.Token);
        await Task.WhenAny(toReplica, toCaller);

        // Neither stream can be closed by half: with one direction, the connection has ended.
        await ended.CancelAsync();
        await Task.WhenAll(toReplica, toCaller);
    }

    /// <summary>Ends when there is nothing more to read, or a side is gone: for a tunnel that is the same.</summary>
    private static async Task CopyAsync(Stream from, Stream to, ActivityTimeout activity, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        try
        {
            int count;
            while ((count = await from.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                await to.FlushAsync(cancellationToken);
                activity.Touch();
            }
        }
        catch (IOException)
        {
            // A connection that was cut.
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The other direction ended, or nothing moved for too long.
        }
    }
}
