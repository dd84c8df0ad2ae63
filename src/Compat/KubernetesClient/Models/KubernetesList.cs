using System.Text.Json.Serialization;

namespace k8s.Models;

/// <summary>A page of objects.</summary>
public class KubernetesList<T> : IMetadata<V1ListMeta>
    where T : IKubernetesObject
{
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = "";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "";

    [JsonPropertyName("items")]
    public IList<T> Items { get; set; } = [];

    [JsonPropertyName("metadata")]
    public V1ListMeta Metadata { get; set; } = new();
}
