using Prometheus.Client.MetricsWriter;

namespace Prometheus.Client;

internal sealed class Gauge(MetricConfiguration configuration, string[] labelValues) : Metric(configuration, labelValues), IGauge
{
    private double _value;

    public double Value => Volatile.Read(ref _value);

    public void Inc() => Inc(1);

    public void Inc(double increment)
    {
        Add(ref _value, increment);
        Changed();
    }

    public void Dec() => Inc(-1);

    public void Dec(double decrement) => Inc(-decrement);

    public void Set(double val)
    {
        Volatile.Write(ref _value, val);
        Changed();
    }

    public override void Write(IMetricsWriter writer) => WriteSample(writer, Value);
}
