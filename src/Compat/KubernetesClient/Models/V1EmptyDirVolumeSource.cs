using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1EmptyDirVolumeSource
{
    [JsonPropertyName("medium")]
    public string? Medium { get; set; }

    [JsonPropertyName("sizeLimit")]
    public ResourceQuantity? SizeLimit { get; set; }
}
