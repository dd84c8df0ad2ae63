using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record Apiregistrationv1ServiceReference
{
    [JsonPropertyName("name")]
    public string? Name { get; set; }

    [JsonPropertyName("namespace")]
    public string? NamespaceProperty { get; set; }

    [JsonPropertyName("port")]
    public int? Port { get; set; }
}
