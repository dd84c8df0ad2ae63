using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1MatchCondition
{
    [JsonPropertyName("expression")]
    public string? Expression { get; set; }

    [JsonPropertyName("name")]
    public string? Name { get; set; }
}
