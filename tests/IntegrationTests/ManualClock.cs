namespace IntegrationTests;

/// <summary>Stands still until its test moves it. Timers run by the system's clock.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long now;
    private long offset;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref now);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp() + Interlocked.Read(ref offset));

    public void Advance(TimeSpan by) => Interlocked.Add(ref now, by.Ticks);

    /// <summary>Changes the time of day, without any time passing.</summary>
    public void Set(TimeSpan by) => Interlocked.Add(ref offset, by.Ticks);
}
