namespace Prometheus.Client.MetricsWriter;

/// <summary>
/// Writes one metric after the other:
/// <c>StartMetric, WriteHelp, WriteType, { StartSample ... EndSample }, EndMetric</c>.
/// </summary>
public interface IMetricsWriter : IDisposable
{
    IMetricsWriter StartMetric(string metricName);

    IMetricsWriter WriteHelp(string help);

    IMetricsWriter WriteType(MetricType metricType);

    /// <param name="suffix">What follows the metric's name: <c>_bucket</c>, <c>_sum</c>, <c>_count</c>, or nothing.</param>
    ISampleWriter StartSample(string suffix = "");

    IMetricsWriter EndMetric();

    /// <summary>Sends everything that is left.</summary>
    Task CloseWriterAsync(CancellationToken ct = default);

    /// <summary>Sends what has been written when it is worth a write.</summary>
    Task FlushAsync(CancellationToken ct = default);
}
