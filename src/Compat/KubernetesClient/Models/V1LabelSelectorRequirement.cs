using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1LabelSelectorRequirement
{
    [JsonPropertyName("key")]
    public string? Key { get; set; }

    [JsonPropertyName("operator")]
    public string? OperatorProperty { get; set; }

    [JsonPropertyName("values")]
    public IList<string>? Values { get; set; }
}
