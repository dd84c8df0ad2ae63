using Prometheus.Client.MetricsWriter;

namespace Prometheus.Client.Collectors;

/// <summary>Writes metrics when it is asked: for values that already exist elsewhere and need no counting of their own.</summary>
public interface ICollector
{
    CollectorConfiguration Configuration { get; }

    /// <summary>Every name that it may write. No other collector of the registry may have one of them.</summary>
    IReadOnlyList<string> MetricNames { get; }

    void Collect(IMetricsWriter writer);
}
