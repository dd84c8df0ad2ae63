namespace Prometheus.Client.MetricsWriter;

public interface ISampleWriter
{
    ILabelWriter StartLabels();

    ISampleWriter WriteValue(double value);

    /// <param name="timestamp">Milliseconds since 1970.</param>
    ISampleWriter WriteTimestamp(long timestamp);

    IMetricsWriter EndSample();
}
