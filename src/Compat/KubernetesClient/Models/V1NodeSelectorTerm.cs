using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1NodeSelectorTerm
{
    [JsonPropertyName("matchExpressions")]
    public IList<V1NodeSelectorRequirement>? MatchExpressions { get; set; }

    [JsonPropertyName("matchFields")]
    public IList<V1NodeSelectorRequirement>? MatchFields { get; set; }
}
