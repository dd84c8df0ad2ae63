using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1NetworkPolicyPort
{
    [JsonPropertyName("endPort")]
    public int? EndPort { get; set; }

    [JsonPropertyName("port")]
    public IntOrString? Port { get; set; }

    [JsonPropertyName("protocol")]
    public string? Protocol { get; set; }
}
