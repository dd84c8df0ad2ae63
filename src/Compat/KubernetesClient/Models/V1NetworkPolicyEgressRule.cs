using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1NetworkPolicyEgressRule
{
    [JsonPropertyName("ports")]
    public IList<V1NetworkPolicyPort>? Ports { get; set; }

    [JsonPropertyName("to")]
    public IList<V1NetworkPolicyPeer>? To { get; set; }
}
