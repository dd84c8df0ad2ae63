using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1Lifecycle
{
    [JsonPropertyName("postStart")]
    public V1LifecycleHandler? PostStart { get; set; }

    [JsonPropertyName("preStop")]
    public V1LifecycleHandler? PreStop { get; set; }
}
