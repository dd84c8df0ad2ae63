using System.Text.Json.Serialization;

namespace k8s.Models;

[KubernetesEntity(Group = KubeGroup, Kind = KubeKind, ApiVersion = KubeApiVersion, PluralName = KubePluralName)]
public partial record V1SelfSubjectAccessReview : IKubernetesObject<V1ObjectMeta>, ISpec<V1SelfSubjectAccessReviewSpec?>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "SelfSubjectAccessReview";
    public const string KubeGroup = "authorization.k8s.io";
    public const string KubePluralName = "selfsubjectaccessreviews";

    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = KubeGroup + "/" + KubeApiVersion;

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = KubeKind;

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public V1SelfSubjectAccessReviewSpec? Spec { get; set; }

    [JsonPropertyName("status")]
    public V1SubjectAccessReviewStatus? Status { get; set; }
}
