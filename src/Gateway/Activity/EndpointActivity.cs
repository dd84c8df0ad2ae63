using InferenceEndpoints.Starts;

namespace InferenceEndpoints.Gateway.Activity;

/// <summary>Who uses an endpoint, and since when nobody has. It lives as long as the endpoint, over all snapshots.</summary>
/// <remarks>Only requests that passed the gateway's checks count: a refused one neither keeps an endpoint awake nor wakes it.</remarks>
internal sealed class EndpointActivity
{
    private long requests;
    private long inFlight;
    private long pending;
    private long lastTicks;
    private long missTicks;
    private FirstWait? firstWait;

    /// <summary>Since the gateway's start. Demand that came and went between two reports shows here.</summary>
    public long Requests => Interlocked.Read(ref requests);

    /// <summary>Requests that have not ended, the held ones among them.</summary>
    public long InFlight => Interlocked.Read(ref inFlight);

    /// <summary>Requests that have had no status line yet, the held ones among them: what the autoscaler counts.</summary>
    public long Pending => Interlocked.Read(ref pending);

    /// <summary>When a request last began or ended; null: never.</summary>
    public DateTimeOffset? LastRequest => Time(ref lastTicks);

    /// <summary>When a request last ended without the answer that it came for; null: never.</summary>
    public DateTimeOffset? LastMiss => Time(ref missTicks);

    /// <summary>Null: no request had to wait for the replicas that there are now.</summary>
    public FirstWait? FirstWait => Volatile.Read(ref firstWait);

    /// <summary>There is a replica, and was none before.</summary>
    public void ForgetFirstWait() => Volatile.Write(ref firstWait, null);

    /// <summary>A request that came while there was no replica has the first byte of its answer.</summary>
    public void EndWait(TimeProvider clock, TimeSpan waited)
    {
        if (FirstWait is null)
        {
            var now = clock.GetUtcNow();
            Interlocked.CompareExchange(ref firstWait, new FirstWait(now - waited, now), comparand: null);
        }
    }

    public void Begin(TimeProvider clock)
    {
        Interlocked.Increment(ref inFlight);
        Interlocked.Increment(ref requests); // after it: who sees the request, sees that it is in flight
        Touch(clock);
    }

    public void End(TimeProvider clock)
    {
        Touch(clock);
        Interlocked.Decrement(ref inFlight);
    }

    public void BeginPending() => Interlocked.Increment(ref pending);

    public void EndPending() => Interlocked.Decrement(ref pending);

    public void Miss(TimeProvider clock) => Interlocked.Exchange(ref missTicks, clock.GetUtcNow().UtcTicks);

    private static DateTimeOffset? Time(ref long ticks) => Interlocked.Read(ref ticks) is var set and > 0 ? new DateTimeOffset(set, TimeSpan.Zero) : null;

    private void Touch(TimeProvider clock) => Interlocked.Exchange(ref lastTicks, clock.GetUtcNow().UtcTicks);
}
