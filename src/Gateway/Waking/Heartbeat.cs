using System.Buffers;

using InferenceEndpoints.Gateway.Answers;

namespace InferenceEndpoints.Gateway.Waking;

/// <summary>
/// Keeps the connection of a caller who waits for an event stream from being cut as idle: from the first interval on a comment goes out at
/// each, until its replica answers. With the first one the answer has begun, as 200, and whatever comes then has to be said as an event.
/// </summary>
/// <remarks>Nobody else may write to the response before <see cref="StopAsync"/> has ended.</remarks>
internal sealed class Heartbeat : IAsyncDisposable
{
    private readonly HttpContext context;
    private readonly PeriodicTimer timer;
    private readonly Task beating;
    private volatile bool isOpen;

    private Heartbeat(HttpContext context, TimeSpan interval, TimeProvider clock)
    {
        this.context = context;
        timer = new PeriodicTimer(interval, clock);
        beating = BeatAsync();
    }

    /// <summary>A stream has begun in which the gateway has the word.</summary>
    public bool IsOpen => isOpen;

    /// <summary>Null: the endpoint has no heartbeats, or its caller does not expect events.</summary>
    public static Heartbeat? Begin(Exchange exchange, TimeProvider clock)
    {
        var interval = exchange.Route.HeartbeatInterval;
        if (interval == TimeSpan.Zero || !ExpectsEvents(exchange.Context.Request))
        {
            return null;
        }

        exchange.Context.Request.Headers.Remove("Accept-Encoding"); // what has begun plainly goes on plainly
        return new Heartbeat(exchange.Context, interval, clock);
    }

    /// <returns>Whether a stream has begun. From now on there are no more comments.</returns>
    public async ValueTask<bool> StopAsync()
    {
        timer.Dispose();
        await beating;
        return isOpen;
    }

    /// <summary>From now on the replica has the word.</summary>
    public void HandOver() => isOpen = false;

    public async ValueTask DisposeAsync() => await StopAsync();

    // To who waits for 100 before it sends its body, an answer that begins would say that the body is not wanted.
    private static bool ExpectsEvents(HttpRequest request)
    {
        foreach (var accepted in request.Headers.Accept)
        {
            if (accepted?.Contains(EventStream.ContentType, StringComparison.OrdinalIgnoreCase) is true)
            {
                return request.Headers.Expect.Count == 0 && !HttpMethods.IsHead(request.Method);
            }
        }

        return false;
    }

    private async Task BeatAsync()
    {
        while (await timer.WaitForNextTickAsync())
        {
            if (!isOpen)
            {
                EventStream.Begin(context);
                isOpen = true;
            }

            context.Response.BodyWriter.Write(": waiting\n\n"u8);
            if (await context.Response.BodyWriter.FlushAsync() is { IsCompleted: true })
            {
                return; // the caller is gone
            }
        }
    }
}
