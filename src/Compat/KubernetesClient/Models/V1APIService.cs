using System.Text.Json.Serialization;

namespace k8s.Models;

[KubernetesEntity(Group = KubeGroup, Kind = KubeKind, ApiVersion = KubeApiVersion, PluralName = KubePluralName)]
public partial record V1APIService : IKubernetesObject<V1ObjectMeta>, ISpec<V1APIServiceSpec?>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "APIService";
    public const string KubeGroup = "apiregistration.k8s.io";
    public const string KubePluralName = "apiservices";

    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = KubeGroup + "/" + KubeApiVersion;

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = KubeKind;

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public V1APIServiceSpec? Spec { get; set; }
}
