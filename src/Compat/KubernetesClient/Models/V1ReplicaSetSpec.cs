using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1ReplicaSetSpec
{
    [JsonPropertyName("minReadySeconds")]
    public int? MinReadySeconds { get; set; }

    [JsonPropertyName("replicas")]
    public int? Replicas { get; set; }

    [JsonPropertyName("selector")]
    public V1LabelSelector? Selector { get; set; }

    [JsonPropertyName("template")]
    public V1PodTemplateSpec? Template { get; set; }
}
