using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1WeightedPodAffinityTerm
{
    [JsonPropertyName("podAffinityTerm")]
    public V1PodAffinityTerm? PodAffinityTerm { get; set; }

    [JsonPropertyName("weight")]
    public int? Weight { get; set; }
}
