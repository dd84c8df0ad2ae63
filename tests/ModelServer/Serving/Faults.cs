namespace InferenceEndpoints.ModelServer.Serving;

/// <summary>How the server misbehaves right now. Starts as the environment says; <c>/admin</c> changes it while it runs.</summary>
internal sealed class Faults(ServerOptions options)
{
    private long _requests;
    private long _delayTicks = options.Delay.Ticks;
    private volatile HangScope _hang = options.Hang;
    private volatile bool _isUnready = options.NeverReady;

    public HangScope Hang
    {
        get => _hang;
        set => _hang = value;
    }

    public bool IsUnready
    {
        get => _isUnready;
        set => _isUnready = value;
    }

    /// <summary>Passes before each request is worked on.</summary>
    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _delayTicks));
        set => Volatile.Write(ref _delayTicks, value.Ticks);
    }

    /// <summary>Evenly spread instead of by chance: with 0.25 exactly every fourth request fails.</summary>
    public bool NextRequestFails()
    {
        var number = Interlocked.Increment(ref _requests);
        return Math.Floor(number * options.FailRate) > Math.Floor((number - 1) * options.FailRate);
    }
}
