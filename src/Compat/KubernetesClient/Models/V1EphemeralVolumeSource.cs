using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1EphemeralVolumeSource
{
    [JsonPropertyName("readOnly")]
    public bool? ReadOnlyProperty { get; set; }

    [JsonPropertyName("volumeClaimTemplate")]
    public V1PersistentVolumeClaimTemplate? VolumeClaimTemplate { get; set; }
}
