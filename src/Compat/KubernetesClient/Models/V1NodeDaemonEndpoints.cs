using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1NodeDaemonEndpoints
{
    [JsonPropertyName("kubeletEndpoint")]
    public V1DaemonEndpoint? KubeletEndpoint { get; set; }
}
