namespace Prometheus.Client;

/// <summary>A histogram at one moment.</summary>
/// <param name="count">All observations: always the same as in the last bucket.</param>
/// <param name="sum">The sum of the observed values; ahead of or behind the count by what is being observed right now.</param>
/// <param name="buckets">Upper bound (inclusive) and how many observations are at or below it; the last bound is +Inf.</param>
public readonly struct HistogramState(long count, double sum, IReadOnlyList<KeyValuePair<double, long>> buckets)
{
    public long Count { get; } = count;

    public double Sum { get; } = sum;

    public IReadOnlyList<KeyValuePair<double, long>> Buckets { get; } = buckets;
}
