using System.Text.Json.Serialization;

namespace k8s.Models;

[KubernetesEntity(Group = KubeGroup, Kind = KubeKind, ApiVersion = KubeApiVersion, PluralName = KubePluralName)]
public partial record V1RoleBinding : IKubernetesObject<V1ObjectMeta>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "RoleBinding";
    public const string KubeGroup = "rbac.authorization.k8s.io";
    public const string KubePluralName = "rolebindings";

    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = KubeGroup + "/" + KubeApiVersion;

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = KubeKind;

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("roleRef")]
    public V1RoleRef? RoleRef { get; set; }

    [JsonPropertyName("subjects")]
    public IList<V1Subject>? Subjects { get; set; }
}
