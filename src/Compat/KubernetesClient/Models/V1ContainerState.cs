using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1ContainerState
{
    [JsonPropertyName("running")]
    public V1ContainerStateRunning? Running { get; set; }

    [JsonPropertyName("terminated")]
    public V1ContainerStateTerminated? Terminated { get; set; }

    [JsonPropertyName("waiting")]
    public V1ContainerStateWaiting? Waiting { get; set; }
}
