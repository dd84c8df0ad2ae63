using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1HTTPGetAction
{
    [JsonPropertyName("host")]
    public string? Host { get; set; }

    [JsonPropertyName("httpHeaders")]
    public IList<V1HTTPHeader>? HttpHeaders { get; set; }

    [JsonPropertyName("path")]
    public string? Path { get; set; }

    [JsonPropertyName("port")]
    public IntOrString? Port { get; set; }

    [JsonPropertyName("scheme")]
    public string? Scheme { get; set; }
}
