using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1LocalObjectReference
{
    [JsonPropertyName("name")]
    public string? Name { get; set; }
}
