namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>Cancels when nothing has moved for a while, or when the caller goes away.</summary>
internal sealed class ActivityTimeout : IDisposable
{
    /// <summary>The timer is set anew when this part of the time has passed: it may fire that much early, and costs nothing per chunk.</summary>
    private const int Coarseness = 32;

    private readonly TimeSpan timeout;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration caller;
    private readonly CancellationToken callerGone;
    private long touched;

    public ActivityTimeout(TimeSpan timeout, TimeProvider clock, CancellationToken callerGone)
    {
        this.timeout = timeout;
        this.clock = clock;
        this.callerGone = callerGone;
        touched = clock.GetTimestamp();
        source = new CancellationTokenSource(timeout, clock);
        caller = callerGone.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), source);
    }

    public CancellationToken Token => source.Token;

    public bool IsCallerGone => callerGone.IsCancellationRequested;

    public bool HasTimedOut => source.IsCancellationRequested && !IsCallerGone;

    /// <summary>It is the caller who must move: send more, or take what is there. Kept when the time is up, which then is the caller's fault.</summary>
    public bool IsCallersTurn { get; set; }

    /// <summary>Something moved. Both directions may call this at once.</summary>
    public void Touch()
    {
        var now = clock.GetTimestamp();
        if (clock.GetElapsedTime(Volatile.Read(ref touched), now) > timeout / Coarseness)
        {
            Volatile.Write(ref touched, now);
            source.CancelAfter(timeout);
        }
    }

    public void Dispose()
    {
        caller.Dispose();
        source.Dispose();
    }
}
