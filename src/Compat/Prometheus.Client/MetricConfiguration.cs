using Prometheus.Client.Collectors;

namespace Prometheus.Client;

/// <summary>What all metrics of one family share.</summary>
internal sealed class MetricConfiguration : CollectorConfiguration
{
    public MetricConfiguration(string name, string help, MetricType type, string[] labelNames, bool includeTimestamp)
        : base(name)
    {
        foreach (var label in labelNames)
        {
            if (!NameRules.IsLabelName(label))
            {
                throw new ArgumentException(
                    $"Metric '{name}': '{label}' is not a label name ([a-zA-Z_][a-zA-Z0-9_]*, not beginning with __).", nameof(labelNames));
            }

            if (type == MetricType.Histogram && label == "le")
            {
                throw new ArgumentException($"Histogram '{name}': the label 'le' is the bucket's.", nameof(labelNames));
            }
        }

        (Help, Type, LabelNames, IncludeTimestamp) = (help, type, labelNames, includeTimestamp);
    }

    public string Help { get; }

    public MetricType Type { get; }

    public string[] LabelNames { get; }

    public bool IncludeTimestamp { get; }
}
