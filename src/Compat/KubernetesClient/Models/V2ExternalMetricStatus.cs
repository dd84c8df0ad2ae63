using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V2ExternalMetricStatus
{
    [JsonPropertyName("current")]
    public V2MetricValueStatus? Current { get; set; }

    [JsonPropertyName("metric")]
    public V2MetricIdentifier? Metric { get; set; }
}
