using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1DownwardAPIVolumeFile
{
    [JsonPropertyName("fieldRef")]
    public V1ObjectFieldSelector? FieldRef { get; set; }

    [JsonPropertyName("mode")]
    public int? Mode { get; set; }

    [JsonPropertyName("path")]
    public string? Path { get; set; }

    [JsonPropertyName("resourceFieldRef")]
    public V1ResourceFieldSelector? ResourceFieldRef { get; set; }
}
