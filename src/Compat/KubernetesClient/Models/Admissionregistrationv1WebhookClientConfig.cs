using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record Admissionregistrationv1WebhookClientConfig
{
    [JsonPropertyName("caBundle")]
    public byte[]? CaBundle { get; set; }

    [JsonPropertyName("service")]
    public Admissionregistrationv1ServiceReference? Service { get; set; }

    [JsonPropertyName("url")]
    public string? Url { get; set; }
}
