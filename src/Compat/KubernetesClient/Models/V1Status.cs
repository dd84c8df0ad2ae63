using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1Status
{
    [JsonPropertyName("apiVersion")]
    public string? ApiVersion { get; set; }

    [JsonPropertyName("code")]
    public int? Code { get; set; }

    [JsonPropertyName("details")]
    public V1StatusDetails? Details { get; set; }

    [JsonPropertyName("kind")]
    public string? Kind { get; set; }

    [JsonPropertyName("message")]
    public string? Message { get; set; }

    [JsonPropertyName("metadata")]
    public V1ListMeta? Metadata { get; set; }

    [JsonPropertyName("reason")]
    public string? Reason { get; set; }

    // A deletion that takes time is answered with the object: its status is not a word.
    [JsonPropertyName("status")]
    [JsonConverter(typeof(StatusWordConverter))]
    public string? Status { get; set; }
}
