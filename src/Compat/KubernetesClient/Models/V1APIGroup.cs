using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1APIGroup
{
    [JsonPropertyName("apiVersion")]
    public string? ApiVersion { get; set; }

    [JsonPropertyName("kind")]
    public string? Kind { get; set; }

    [JsonPropertyName("name")]
    public string? Name { get; set; }

    [JsonPropertyName("preferredVersion")]
    public V1GroupVersionForDiscovery? PreferredVersion { get; set; }

    [JsonPropertyName("serverAddressByClientCIDRs")]
    public IList<V1ServerAddressByClientCIDR>? ServerAddressByClientCIDRs { get; set; }

    [JsonPropertyName("versions")]
    public IList<V1GroupVersionForDiscovery>? Versions { get; set; }
}
