using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1NamespaceStatus
{
    [JsonPropertyName("conditions")]
    public IList<V1NamespaceCondition>? Conditions { get; set; }

    [JsonPropertyName("phase")]
    public string? Phase { get; set; }
}
