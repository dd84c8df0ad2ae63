using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1ClientIPConfig
{
    [JsonPropertyName("timeoutSeconds")]
    public int? TimeoutSeconds { get; set; }
}
