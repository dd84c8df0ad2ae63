using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1RuleWithOperations
{
    [JsonPropertyName("apiGroups")]
    public IList<string>? ApiGroups { get; set; }

    [JsonPropertyName("apiVersions")]
    public IList<string>? ApiVersions { get; set; }

    [JsonPropertyName("operations")]
    public IList<string>? Operations { get; set; }

    [JsonPropertyName("resources")]
    public IList<string>? Resources { get; set; }

    [JsonPropertyName("scope")]
    public string? Scope { get; set; }
}
