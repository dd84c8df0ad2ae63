using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1ContainerStateWaiting
{
    [JsonPropertyName("message")]
    public string? Message { get; set; }

    [JsonPropertyName("reason")]
    public string? Reason { get; set; }
}
