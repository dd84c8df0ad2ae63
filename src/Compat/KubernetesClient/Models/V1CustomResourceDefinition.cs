using System.Text.Json.Serialization;

namespace k8s.Models;

[KubernetesEntity(Group = KubeGroup, Kind = KubeKind, ApiVersion = KubeApiVersion, PluralName = KubePluralName)]
public partial record V1CustomResourceDefinition : IKubernetesObject<V1ObjectMeta>, ISpec<V1CustomResourceDefinitionSpec?>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "CustomResourceDefinition";
    public const string KubeGroup = "apiextensions.k8s.io";
    public const string KubePluralName = "customresourcedefinitions";

    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = KubeGroup + "/" + KubeApiVersion;

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = KubeKind;

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public V1CustomResourceDefinitionSpec? Spec { get; set; }

    [JsonPropertyName("status")]
    public V1CustomResourceDefinitionStatus? Status { get; set; }
}
