using Prometheus.Client.MetricsWriter;

namespace Prometheus.Client;

/// <remarks>
/// There is no separate count that a scrape could catch half-way: the count is the sum of the buckets as they were read. Only the sum
/// of the values may be ahead or behind by what is being observed at that moment.
/// </remarks>
internal sealed class Histogram(MetricConfiguration configuration, string[] labelValues, HistogramBuckets buckets)
    : Metric(configuration, labelValues), IHistogram
{
    private readonly long[] _counts = new long[buckets.Labels.Length];
    private double _sum;

    public HistogramState Value
    {
        get
        {
            var cumulative = new KeyValuePair<double, long>[_counts.Length];
            var count = 0L;
            for (var i = 0; i < _counts.Length; i++)
            {
                count += Volatile.Read(ref _counts[i]);
                cumulative[i] = new(i < buckets.Bounds.Length ? buckets.Bounds[i] : double.PositiveInfinity, count);
            }

            return new HistogramState(count, Volatile.Read(ref _sum), cumulative);
        }
    }

    public void Observe(double val)
    {
        if (double.IsNaN(val))
        {
            return;
        }

        // A plain walk: with the usual dozen of bounds it beats a binary search, and most requests are fast and stop early.
        var bounds = buckets.Bounds;
        var bucket = 0;
        while (bucket < bounds.Length && val > bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _counts[bucket]);
        Add(ref _sum, val);
        Changed();
    }

    public override void Write(IMetricsWriter writer)
    {
        var count = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            count += Volatile.Read(ref _counts[i]);
            WriteSample(writer, count, "_bucket", buckets.Labels[i]);
        }

        WriteSample(writer, Volatile.Read(ref _sum), "_sum");
        WriteSample(writer, count, "_count");
    }
}
