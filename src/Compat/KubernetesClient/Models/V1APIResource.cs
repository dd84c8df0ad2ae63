using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1APIResource
{
    [JsonPropertyName("categories")]
    public IList<string>? Categories { get; set; }

    [JsonPropertyName("group")]
    public string? Group { get; set; }

    [JsonPropertyName("kind")]
    public string? Kind { get; set; }

    [JsonPropertyName("name")]
    public string? Name { get; set; }

    [JsonPropertyName("namespaced")]
    public bool? Namespaced { get; set; }

    [JsonPropertyName("shortNames")]
    public IList<string>? ShortNames { get; set; }

    [JsonPropertyName("singularName")]
    public string? SingularName { get; set; }

    [JsonPropertyName("storageVersionHash")]
    public string? StorageVersionHash { get; set; }

    [JsonPropertyName("verbs")]
    public IList<string>? Verbs { get; set; }

    [JsonPropertyName("version")]
    public string? Version { get; set; }
}
