using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V2ContainerResourceMetricStatus
{
    [JsonPropertyName("container")]
    public string? Container { get; set; }

    [JsonPropertyName("current")]
    public V2MetricValueStatus? Current { get; set; }

    [JsonPropertyName("name")]
    public string? Name { get; set; }
}
