using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1LoadBalancerIngress
{
    [JsonPropertyName("hostname")]
    public string? Hostname { get; set; }

    [JsonPropertyName("ip")]
    public string? Ip { get; set; }

    [JsonPropertyName("ports")]
    public IList<V1PortStatus>? Ports { get; set; }
}
