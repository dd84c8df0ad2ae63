using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1PersistentVolumeClaimStatus
{
    [JsonPropertyName("accessModes")]
    public IList<string>? AccessModes { get; set; }

    [JsonPropertyName("capacity")]
    public IDictionary<string, ResourceQuantity>? Capacity { get; set; }

    [JsonPropertyName("conditions")]
    public IList<V1PersistentVolumeClaimCondition>? Conditions { get; set; }

    [JsonPropertyName("phase")]
    public string? Phase { get; set; }
}
