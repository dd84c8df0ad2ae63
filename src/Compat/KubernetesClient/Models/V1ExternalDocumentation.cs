using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1ExternalDocumentation
{
    [JsonPropertyName("description")]
    public string? Description { get; set; }

    [JsonPropertyName("url")]
    public string? Url { get; set; }
}
