using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1SecretEnvSource
{
    [JsonPropertyName("name")]
    public string? Name { get; set; }

    [JsonPropertyName("optional")]
    public bool? Optional { get; set; }
}
