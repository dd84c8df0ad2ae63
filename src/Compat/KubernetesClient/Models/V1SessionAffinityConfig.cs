using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1SessionAffinityConfig
{
    [JsonPropertyName("clientIP")]
    public V1ClientIPConfig? ClientIP { get; set; }
}
