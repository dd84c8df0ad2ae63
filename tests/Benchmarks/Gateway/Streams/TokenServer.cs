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
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1"); // a replica that costs little
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start(backlog: 1024);
        var wheel = new TokenWheel();
        var tasks = new List<Task> { wheel.TurnAsync(cancellationToken) };
        while (!cancellationToken.IsCancellationRequested)
        {
            tasks.RemoveAll(task => task.IsCompletedSuccessfully);
            tasks.Add(BeginAsync(await listener.AcceptSocketAsync(cancellationToken), wheel, cancellationToken));
        }

        await Task.WhenAll(tasks);
    }

    private static async Task BeginAsync(Socket caller, TokenWheel wheel, CancellationToken cancellationToken)
    {
        try
        {
            caller.NoDelay = true;
            var request = new byte[4096]; // comes in one piece
            var isSilent = Encoding.ASCII.GetString(request, 0, await caller.ReceiveAsync(request, cancellationToken)).Contains($"{Silent} ", StringComparison.Ordinal);
            await caller.SendAsync(Head, cancellationToken);
            await caller.SendAsync(Token.MakeChunk(), cancellationToken);
            if (!isSilent)
            {
                wheel.Add(caller);
                return;
            }

            await caller.ReceiveAsync(request, cancellationToken); // until it goes
        }
        catch (SocketException)
        {
            // The caller has gone.
        }

        caller.Dispose();
    }
}
