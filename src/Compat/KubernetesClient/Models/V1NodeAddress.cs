using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1NodeAddress
{
    [JsonPropertyName("address")]
    public string? Address { get; set; }

    [JsonPropertyName("type")]
    public string? Type { get; set; }
}
