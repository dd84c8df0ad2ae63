using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1ScaleSpec
{
    [JsonPropertyName("replicas")]
    public int? Replicas { get; set; }
}
