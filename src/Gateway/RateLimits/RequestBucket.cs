using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Gateway.RateLimits;

/// <summary>A token bucket that one request after another is taken from.</summary>
/// <remarks>
/// Any number of threads take. A bucket that refills evenly needs no more than the moment at which it will be full (the generic cell rate
/// algorithm), so its state is one number, and a take is one exchange of it.
/// </remarks>
internal sealed class RequestBucket
{
    private readonly long interval;
    private readonly long capacity;
    private long fullAt;

    private RequestBucket(int requestsPerMinute, int burst)
    {
        (RequestsPerMinute, Burst) = (requestsPerMinute, burst);
        interval = TimeSpan.TicksPerMinute / requestsPerMinute;
        capacity = interval * burst;
    }

    public int RequestsPerMinute { get; }

    private int Burst { get; }

    /// <param name="limit">Null: there is none.</param>
    /// <param name="previous">Goes on when the limit is still the same, so that no change of anything else fills it.</param>
    public static RequestBucket? Of(RateLimitSpec? limit, RequestBucket? previous)
    {
        if (limit is null)
        {
            return null;
        }

        // The schema allows no other numbers.
        var requestsPerMinute = Math.Clamp(limit.RequestsPerMinute, 1, RateLimitSpec.MaxRequests);
        var burst = Math.Clamp(limit.Burst ?? requestsPerMinute, 1, RateLimitSpec.MaxRequests);
        return previous?.RequestsPerMinute == requestsPerMinute && previous.Burst == burst ? previous : new RequestBucket(requestsPerMinute, burst);
    }

    /// <param name="now">Of a clock that only goes forward.</param>
    /// <param name="wait">When it is empty: after which time a request could be taken.</param>
    public bool TryTake(TimeSpan now, out TimeSpan wait)
    {
        while (true)
        {
            var known = Volatile.Read(ref fullAt);
            var next = Math.Max(known, now.Ticks) + interval;
            wait = TimeSpan.FromTicks(Math.Max(0, next - now.Ticks - capacity));
            if (wait > TimeSpan.Zero)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref fullAt, next, known) == known)
            {
                return true;
            }
        }
    }
}
