using System.Text.Json.Serialization;

namespace k8s.Models;

[KubernetesEntity(Group = KubeGroup, Kind = KubeKind, ApiVersion = KubeApiVersion, PluralName = KubePluralName)]
public partial record V1TokenReview : IKubernetesObject<V1ObjectMeta>, ISpec<V1TokenReviewSpec?>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "TokenReview";
    public const string KubeGroup = "authentication.k8s.io";
    public const string KubePluralName = "tokenreviews";

    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = KubeGroup + "/" + KubeApiVersion;

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = KubeKind;

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public V1TokenReviewSpec? Spec { get; set; }

    [JsonPropertyName("status")]
    public V1TokenReviewStatus? Status { get; set; }
}
