using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1CustomResourceSubresourceScale
{
    [JsonPropertyName("labelSelectorPath")]
    public string? LabelSelectorPath { get; set; }

    [JsonPropertyName("specReplicasPath")]
    public string? SpecReplicasPath { get; set; }

    [JsonPropertyName("statusReplicasPath")]
    public string? StatusReplicasPath { get; set; }
}
