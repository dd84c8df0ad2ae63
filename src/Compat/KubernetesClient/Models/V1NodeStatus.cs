using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1NodeStatus
{
    [JsonPropertyName("addresses")]
    public IList<V1NodeAddress>? Addresses { get; set; }

    [JsonPropertyName("allocatable")]
    public IDictionary<string, ResourceQuantity>? Allocatable { get; set; }

    [JsonPropertyName("capacity")]
    public IDictionary<string, ResourceQuantity>? Capacity { get; set; }

    [JsonPropertyName("conditions")]
    public IList<V1NodeCondition>? Conditions { get; set; }

    [JsonPropertyName("daemonEndpoints")]
    public V1NodeDaemonEndpoints? DaemonEndpoints { get; set; }

    [JsonPropertyName("nodeInfo")]
    public V1NodeSystemInfo? NodeInfo { get; set; }

    [JsonPropertyName("phase")]
    public string? Phase { get; set; }

    [JsonPropertyName("volumesInUse")]
    public IList<string>? VolumesInUse { get; set; }
}
