using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Benchmarks.Gateway.Streams;

/// <summary>A replica in a process of its own, whose answers are streams that never end.</summary>
internal static class TokenServer
{
    /// <summary>Has this program be it.</summary>
    public const string Command = "serve-tokens";

    /// <summary>Tokens as long as the caller stays.</summary>
    public const string Talking = "/tokens";

    /// <summary>One token, and then silence.</summary>
    public const string Silent = "/token";

    public const int PerSecond = 20;

    private static readonly byte[] Head = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");

    /// <summary>Runs until the process is stopped.</summary>
    public static async Task RunAsync(int port, CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start(backlog: 1024);
        var streams = new List<Task>();
        while (!cancellationToken.IsCancellationRequested)
        {
            streams.RemoveAll(stream => stream.IsCompletedSuccessfully);
            streams.Add(StreamAsync(await listener.AcceptSocketAsync(cancellationToken), cancellationToken));
        }

        await Task.WhenAll(streams);
    }

    private static async Task StreamAsync(Socket caller, CancellationToken cancellationToken)
    {
        using (caller)
        using (var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / PerSecond)))
        {
            try
            {
                caller.NoDelay = true;
                var request = new byte[4096]; // comes in one piece
                var isSilent = Encoding.ASCII.GetString(request, 0, await caller.ReceiveAsync(request, cancellationToken)).Contains($"{Silent} ", StringComparison.Ordinal);
                await caller.SendAsync(Head, cancellationToken);
                do
                {
                    await caller.SendAsync(Token.MakeChunk(), cancellationToken);
                }
                while (isSilent ? await caller.ReceiveAsync(request, cancellationToken) > 0 : await timer.WaitForNextTickAsync(cancellationToken));
            }
            catch (SocketException)
            {
                // The caller has gone.
            }
        }
    }
}
