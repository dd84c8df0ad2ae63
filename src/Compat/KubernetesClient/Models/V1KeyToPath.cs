using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1KeyToPath
{
    [JsonPropertyName("key")]
    public string? Key { get; set; }

    [JsonPropertyName("mode")]
    public int? Mode { get; set; }

    [JsonPropertyName("path")]
    public string? Path { get; set; }
}
