using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1CustomResourceDefinitionSpec
{
    [JsonPropertyName("group")]
    public string? Group { get; set; }

    [JsonPropertyName("names")]
    public V1CustomResourceDefinitionNames? Names { get; set; }

    [JsonPropertyName("preserveUnknownFields")]
    public bool? PreserveUnknownFields { get; set; }

    [JsonPropertyName("scope")]
    public string? Scope { get; set; }

    [JsonPropertyName("versions")]
    public IList<V1CustomResourceDefinitionVersion>? Versions { get; set; }
}
