using System.Text.Json.Serialization;

namespace k8s.Models;

[KubernetesEntity(Group = KubeGroup, Kind = KubeKind, ApiVersion = KubeApiVersion, PluralName = KubePluralName)]
public partial record V1ReplicaSet : IKubernetesObject<V1ObjectMeta>, ISpec<V1ReplicaSetSpec?>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "ReplicaSet";
    public const string KubeGroup = "apps";
    public const string KubePluralName = "replicasets";

    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = KubeGroup + "/" + KubeApiVersion;

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = KubeKind;

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public V1ReplicaSetSpec? Spec { get; set; }

    [JsonPropertyName("status")]
    public V1ReplicaSetStatus? Status { get; set; }
}
