using System.Text.Json.Serialization;

namespace k8s;

/// <summary>The API server's version. A minor version may end with <c>+</c>.</summary>
public sealed record VersionInfo
{
    [JsonPropertyName("major")]
    public string Major { get; set; } = "";

    [JsonPropertyName("minor")]
    public string Minor { get; set; } = "";

    [JsonPropertyName("gitVersion")]
    public string GitVersion { get; set; } = "";
}
