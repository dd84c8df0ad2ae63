using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1APIGroupList
{
    [JsonPropertyName("apiVersion")]
    public string? ApiVersion { get; set; }

    [JsonPropertyName("groups")]
    public IList<V1APIGroup>? Groups { get; set; }

    [JsonPropertyName("kind")]
    public string? Kind { get; set; }
}
