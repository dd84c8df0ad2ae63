namespace InferenceEndpoints.Gateway.Waking;

/// <summary>Remembers for which sleep of an endpoint its waking was asked for. It lives as long as the endpoint, over all snapshots.</summary>
internal sealed class WakeCall
{
    private long sleepTicks;

    /// <summary>True for the first one who calls during this sleep.</summary>
    public bool TryMake(DateTimeOffset asleepSince) =>
        Interlocked.Exchange(ref sleepTicks, asleepSince.UtcTicks) != asleepSince.UtcTicks;
}
