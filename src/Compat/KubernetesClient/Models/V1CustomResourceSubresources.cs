using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1CustomResourceSubresources
{
    [JsonPropertyName("scale")]
    public V1CustomResourceSubresourceScale? Scale { get; set; }

    [JsonPropertyName("status")]
    public object? Status { get; set; }
}
