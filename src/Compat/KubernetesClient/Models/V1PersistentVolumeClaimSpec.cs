using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1PersistentVolumeClaimSpec
{
    [JsonPropertyName("accessModes")]
    public IList<string>? AccessModes { get; set; }

    [JsonPropertyName("dataSource")]
    public V1TypedLocalObjectReference? DataSource { get; set; }

    [JsonPropertyName("resources")]
    public V1VolumeResourceRequirements? Resources { get; set; }

    [JsonPropertyName("selector")]
    public V1LabelSelector? Selector { get; set; }

    [JsonPropertyName("storageClassName")]
    public string? StorageClassName { get; set; }

    [JsonPropertyName("volumeMode")]
    public string? VolumeMode { get; set; }

    [JsonPropertyName("volumeName")]
    public string? VolumeName { get; set; }
}
