using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1NodeAffinity
{
    [JsonPropertyName("preferredDuringSchedulingIgnoredDuringExecution")]
    public IList<V1PreferredSchedulingTerm>? PreferredDuringSchedulingIgnoredDuringExecution { get; set; }

    [JsonPropertyName("requiredDuringSchedulingIgnoredDuringExecution")]
    public V1NodeSelector? RequiredDuringSchedulingIgnoredDuringExecution { get; set; }
}
