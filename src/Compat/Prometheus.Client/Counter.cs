using Prometheus.Client.MetricsWriter;

namespace Prometheus.Client;

internal sealed class Counter(MetricConfiguration configuration, string[] labelValues) : Metric(configuration, labelValues), ICounter
{
    private double _value;

    public double Value => Volatile.Read(ref _value);

    public void Inc() => Inc(1);

    public void Inc(double increment)
    {
        if (!(increment >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(increment), increment, "A counter only goes up.");
        }

        Add(ref _value, increment);
        Changed();
    }

    public override void Write(IMetricsWriter writer) => WriteSample(writer, Value);
}
