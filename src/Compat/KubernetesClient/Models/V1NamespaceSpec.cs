using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1NamespaceSpec
{
    [JsonPropertyName("finalizers")]
    public IList<string>? Finalizers { get; set; }
}
