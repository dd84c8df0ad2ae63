using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1APIResourceList
{
    [JsonPropertyName("apiVersion")]
    public string? ApiVersion { get; set; }

    [JsonPropertyName("groupVersion")]
    public string? GroupVersion { get; set; }

    [JsonPropertyName("kind")]
    public string? Kind { get; set; }

    [JsonPropertyName("resources")]
    public IList<V1APIResource>? Resources { get; set; }
}
