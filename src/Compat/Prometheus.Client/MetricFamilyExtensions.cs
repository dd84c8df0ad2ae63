namespace Prometheus.Client;

public static class MetricFamilyExtensions
{
    /// <summary>C# has no literal for a tuple of one.</summary>
    public static TMetric WithLabels<TMetric>(this IMetricFamily<TMetric, ValueTuple<string>> metricFamily, string label)
        where TMetric : IMetric => metricFamily.WithLabels(ValueTuple.Create(label));
}
