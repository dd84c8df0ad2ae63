using Prometheus.Client.MetricsWriter;

namespace Prometheus.Client;

internal abstract class Metric(MetricConfiguration configuration, string[] labelValues)
{
    private long _timestamp;

    public string[] LabelValues => labelValues;

    protected string[] LabelNames => configuration.LabelNames;

    public abstract void Write(IMetricsWriter writer);

    /// <summary>Adds without a lock; a lost race is tried again.</summary>
    protected static void Add(ref double location, double by)
    {
        var seen = Volatile.Read(ref location);
        while (true)
        {
            var was = Interlocked.CompareExchange(ref location, seen + by, seen);

            // Bits, because NaN is not equal to itself, and the exchange compares bits too.
            if (BitConverter.DoubleToInt64Bits(was) == BitConverter.DoubleToInt64Bits(seen))
            {
                return;
            }

            seen = was;
        }
    }

    protected void Changed()
    {
        if (configuration.IncludeTimestamp)
        {
            Volatile.Write(ref _timestamp, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        }
    }

    protected void WriteSample(IMetricsWriter writer, double value, string suffix = "", string? le = null)
    {
        var sample = writer.StartSample(suffix);
        if (le is not null || LabelNames.Length > 0)
        {
            WriteLabels(sample.StartLabels(), le).EndLabels();
        }

        sample.WriteValue(value);
        if (Volatile.Read(ref _timestamp) is not 0 and var timestamp)
        {
            sample.WriteTimestamp(timestamp);
        }

        sample.EndSample();
    }

    private ILabelWriter WriteLabels(ILabelWriter labels, string? le)
    {
        for (var i = 0; i < LabelNames.Length; i++)
        {
            labels.WriteLabel(LabelNames[i], labelValues[i]);
        }

        return le is null ? labels : labels.WriteLabel("le", le);
    }
}
