using System.Text.Json.Serialization;

namespace k8s.Models;

[KubernetesEntity(Group = KubeGroup, Kind = KubeKind, ApiVersion = KubeApiVersion, PluralName = KubePluralName)]
public partial record V2HorizontalPodAutoscaler : IKubernetesObject<V1ObjectMeta>, ISpec<V2HorizontalPodAutoscalerSpec?>
{
    public const string KubeApiVersion = "v2";
    public const string KubeKind = "HorizontalPodAutoscaler";
    public const string KubeGroup = "autoscaling";
    public const string KubePluralName = "horizontalpodautoscalers";

    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = KubeGroup + "/" + KubeApiVersion;

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = KubeKind;

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public V2HorizontalPodAutoscalerSpec? Spec { get; set; }

    [JsonPropertyName("status")]
    public V2HorizontalPodAutoscalerStatus? Status { get; set; }
}
