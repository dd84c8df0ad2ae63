using System.Text.Json.Serialization;

namespace k8s.Models;

[KubernetesEntity(Group = KubeGroup, Kind = KubeKind, ApiVersion = KubeApiVersion, PluralName = KubePluralName)]
public partial record V1Scale : IKubernetesObject<V1ObjectMeta>, ISpec<V1ScaleSpec?>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "Scale";
    public const string KubeGroup = "autoscaling";
    public const string KubePluralName = "scales";

    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = KubeGroup + "/" + KubeApiVersion;

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = KubeKind;

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public V1ScaleSpec? Spec { get; set; }

    [JsonPropertyName("status")]
    public V1ScaleStatus? Status { get; set; }
}
