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
    private readonly Lock gate = new();
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
        lock (gate)
        {
            Touch();
            observer = user;
        }
    }

    /// <summary>Nobody is told any more: who is being told has been told when this returns.</summary>
    public void End()
    {
        lock (gate)
        {
            observer = null;
        }
    }

    /// <summary>Something moved.</summary>
    public void Touch() => Volatile.Write(ref touched, clock.GetTimestamp());

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        lock (gate)
        {
            if (observer is { } current && clock.GetElapsedTime(Volatile.Read(ref touched)) >= timeout)
            {
                observer = null;
                current.OnSilence();
            }
        }
    }
}

internal interface IActivityObserver
{
    /// <summary>The time is up. Called once, on any thread, and never after <see cref="ActivityTimeout.End"/>; must not throw.</summary>
    void OnSilence();
}
