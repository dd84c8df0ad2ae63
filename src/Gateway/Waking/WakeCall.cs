namespace InferenceEndpoints.Gateway.Waking;

/// <summary>Remembers for which sleep of an endpoint its waking was asked for. It lives as long as the endpoint, over all snapshots.</summary>
internal sealed class WakeCall
{
    private long sleepTicks;

    /// <summary>The endpoint is awake, or must not be woken: whenever it sleeps again, under whatever mark, the next call counts.</summary>
    public void Forget() => Interlocked.Exchange(ref sleepTicks, 0);

    /// <summary>True for the first one who calls during this sleep.</summary>
    public bool TryMake(DateTimeOffset asleepSince) =>
        Interlocked.Exchange(ref sleepTicks, asleepSince.UtcTicks) != asleepSince.UtcTicks;
}
