using System.Diagnostics;
using System.Net.Sockets;

namespace Benchmarks.Gateway.Streams;

/// <summary>
/// Sends tokens to many callers, whose turns are spread evenly over a token's period. One loop for all of them: a timer for each would cost more
/// than what is measured.
/// </summary>
internal sealed class TokenWheel
{
    private const int MillisecondsPerSecond = 1000;

    private readonly List<Socket>[] slots = [.. Enumerable.Range(0, MillisecondsPerSecond / TokenServer.PerSecond).Select(_ => new List<Socket>())];
    private int added;

    /// <summary>The caller is closed when it takes no more.</summary>
    public void Add(Socket caller)
    {
        lock (slots)
        {
            slots[added++ % slots.Length].Add(caller);
        }
    }

    public async Task TurnAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var started = Stopwatch.GetTimestamp();
        for (var turn = 0L; await timer.WaitForNextTickAsync(cancellationToken);)
        {
            for (; turn < Stopwatch.GetElapsedTime(started).TotalMilliseconds; turn++)
            {
                lock (slots)
                {
                    slots[turn % slots.Length].RemoveAll(caller => !TrySend(caller));
                }
            }
        }
    }

    private static bool TrySend(Socket caller)
    {
        try
        {
            caller.Send(Token.MakeChunk());
            return true;
        }
        catch (SocketException)
        {
            caller.Dispose();
            return false;
        }
    }
}
