using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V2ObjectMetricStatus
{
    [JsonPropertyName("current")]
    public V2MetricValueStatus? Current { get; set; }

    [JsonPropertyName("describedObject")]
    public V2CrossVersionObjectReference? DescribedObject { get; set; }

    [JsonPropertyName("metric")]
    public V2MetricIdentifier? Metric { get; set; }
}
