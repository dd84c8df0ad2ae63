using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V2ObjectMetricSource
{
    [JsonPropertyName("describedObject")]
    public V2CrossVersionObjectReference? DescribedObject { get; set; }

    [JsonPropertyName("metric")]
    public V2MetricIdentifier? Metric { get; set; }

    [JsonPropertyName("target")]
    public V2MetricTarget? Target { get; set; }
}
