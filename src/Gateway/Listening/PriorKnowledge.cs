using System.Buffers;

using InferenceEndpoints.Gateway.Settings;

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace InferenceEndpoints.Gateway.Listening;

/// <summary>
/// HTTP/1.1 and HTTP/2 on one port without TLS: Kestrel has one or the other, and no word in the protocols says which. A connection that begins
/// as HTTP/2 does (RFC 9113, 3.3) goes to a pipeline of its own, which is that of a port that nobody can connect to.
/// </summary>
internal sealed class PriorKnowledge(GatewayOptions options, TimeProvider clock)
{
    private readonly TaskCompletionSource<ConnectionDelegate> http2 = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Of the port that speaks HTTP/2 only.</summary>
    public ConnectionDelegate Lend(ConnectionDelegate next)
    {
        http2.SetResult(next);
        return next;
    }

    /// <summary>Of a port that speaks HTTP/1.1, too.</summary>
    public ConnectionDelegate Choose(ConnectionDelegate http1) => async connection =>
    {
        if (await HasPrefaceAsync(connection) is { } hasPreface)
        {
            await (hasPreface ? (await http2.Task)(connection) : http1(connection));
        }
    };

    /// <summary>Null: the caller, or the gateway, has gone before it was clear. Nothing is consumed.</summary>
    private async Task<bool?> HasPrefaceAsync(ConnectionContext connection)
    {
        var closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? connection.ConnectionClosed;
        using var timer = new CancellationTokenSource(options.KeepAliveTimeout, clock);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, closing);
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(waiting.Token);
                var hasPreface = HasPreface(read.Buffer);
                input.AdvanceTo(read.Buffer.Start, hasPreface is null ? read.Buffer.End : read.Buffer.Start);
                if (hasPreface is not null || read.IsCompleted)
                {
                    return hasPreface ?? (read.Buffer.IsEmpty ? null : false);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            return null;
        }
    }

    /// <summary>Null: not to be said yet.</summary>
    private static bool? HasPreface(in ReadOnlySequence<byte> start)
    {
        Span<byte> first = stackalloc byte[(int)Math.Min(start.Length, Preface.Length)];
        start.Slice(0, first.Length).CopyTo(first);
        return !Preface.StartsWith(first) ? false : first.Length == Preface.Length ? true : null;
    }
}
