namespace InferenceEndpoints.Gateway.Upstream;

/// <summary>Tells whoever uses a connection that nothing has moved for a while.</summary>
/// <remarks>
/// One timer for a connection's whole life, which looks now and then: neither a request nor a token costs a timer, and silence is noticed
/// a little late. Any thread may call any member.
/// </remarks>
internal sealed class ActivityTimeout : IDisposable
{
    private const int LooksPerTimeout = 32;

    private readonly TimeSpan timeout;
    private readonly TimeProvider clock;
    private readonly ITimer timer;
    private IActivityObserver? observer;
    private long touched;

    public ActivityTimeout(TimeSpan timeout, TimeProvider clock)
    {
        this.timeout = timeout;
        this.clock = clock;
        using (ExecutionContext.SuppressFlow()) // the timer outlives the request that made the connection
        {
            timer = clock.CreateTimer(static state => ((ActivityTimeout)state!).Look(), this, timeout / LooksPerTimeout, timeout / LooksPerTimeout);
        }
    }

    public void Begin(IActivityObserver user)
    {
        Touch();
        Volatile.Write(ref observer, user);
    }

    /// <summary>Nobody is told any more.</summary>
    public void End() => Volatile.Write(ref observer, null);

    /// <summary>Something moved.</summary>
    public void Touch() => Volatile.Write(ref touched, clock.GetTimestamp());

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        // The observer first: it is set after the time, so that a new one is never measured by the time of the one before.
        if (Volatile.Read(ref observer) is { } current
            && clock.GetElapsedTime(Volatile.Read(ref touched)) >= timeout
            && Interlocked.CompareExchange(ref observer, null, current) == current)
        {
            current.OnSilence();
        }
    }
}

internal interface IActivityObserver
{
    /// <summary>The time is up. Called once, on any thread.</summary>
    void OnSilence();
}
