using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1APIServiceSpec
{
    [JsonPropertyName("caBundle")]
    public byte[]? CaBundle { get; set; }

    [JsonPropertyName("group")]
    public string? Group { get; set; }

    [JsonPropertyName("groupPriorityMinimum")]
    public int GroupPriorityMinimum { get; set; }

    [JsonPropertyName("insecureSkipTLSVerify")]
    public bool? InsecureSkipTLSVerify { get; set; }

    [JsonPropertyName("service")]
    public Apiregistrationv1ServiceReference? Service { get; set; }

    [JsonPropertyName("version")]
    public string? Version { get; set; }

    [JsonPropertyName("versionPriority")]
    public int VersionPriority { get; set; }
}
