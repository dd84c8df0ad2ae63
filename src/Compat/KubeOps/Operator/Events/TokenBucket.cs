namespace KubeOps.Operator.Events;

/// <summary>Lets a burst through, then one per refill period: 25 and 5 minutes, as client-go's limit on the Events of one object.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class TokenBucket(TimeSpan now)
{
    public const int Burst = 25;
    public static readonly TimeSpan Refill = TimeSpan.FromMinutes(5);

    private double tokens = Burst;
    private TimeSpan last = now;

    public bool TryTake(TimeSpan now)
    {
        tokens = Math.Min(Burst, tokens + ((now - last) / Refill));
        last = now;
        if (tokens < 1)
        {
            return false;
        }

        tokens--;
        return true;
    }
}
