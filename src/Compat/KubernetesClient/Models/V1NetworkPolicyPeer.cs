using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1NetworkPolicyPeer
{
    [JsonPropertyName("ipBlock")]
    public V1IPBlock? IpBlock { get; set; }

    [JsonPropertyName("namespaceSelector")]
    public V1LabelSelector? NamespaceSelector { get; set; }

    [JsonPropertyName("podSelector")]
    public V1LabelSelector? PodSelector { get; set; }
}
