using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V2ExternalMetricSource
{
    [JsonPropertyName("metric")]
    public V2MetricIdentifier? Metric { get; set; }

    [JsonPropertyName("target")]
    public V2MetricTarget? Target { get; set; }
}
