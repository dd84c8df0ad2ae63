using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1TokenReviewStatus
{
    [JsonPropertyName("audiences")]
    public IList<string>? Audiences { get; set; }

    [JsonPropertyName("authenticated")]
    public bool? Authenticated { get; set; }

    [JsonPropertyName("error")]
    public string? Error { get; set; }

    [JsonPropertyName("user")]
    public V1UserInfo? User { get; set; }
}
