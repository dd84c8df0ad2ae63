using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1AggregationRule
{
    [JsonPropertyName("clusterRoleSelectors")]
    public IList<V1LabelSelector>? ClusterRoleSelectors { get; set; }
}
