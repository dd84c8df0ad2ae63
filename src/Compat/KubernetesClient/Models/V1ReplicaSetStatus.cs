using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1ReplicaSetStatus
{
    [JsonPropertyName("availableReplicas")]
    public int? AvailableReplicas { get; set; }

    [JsonPropertyName("conditions")]
    public IList<V1ReplicaSetCondition>? Conditions { get; set; }

    [JsonPropertyName("fullyLabeledReplicas")]
    public int? FullyLabeledReplicas { get; set; }

    [JsonPropertyName("observedGeneration")]
    public long? ObservedGeneration { get; set; }

    [JsonPropertyName("readyReplicas")]
    public int? ReadyReplicas { get; set; }

    [JsonPropertyName("replicas")]
    public int? Replicas { get; set; }
}
