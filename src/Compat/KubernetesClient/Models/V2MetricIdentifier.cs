using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V2MetricIdentifier
{
    [JsonPropertyName("name")]
    public string? Name { get; set; }

    [JsonPropertyName("selector")]
    public V1LabelSelector? Selector { get; set; }
}
