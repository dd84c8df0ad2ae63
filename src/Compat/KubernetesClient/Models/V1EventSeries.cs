using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1EventSeries
{
    [JsonPropertyName("count")]
    public int? Count { get; set; }

    [JsonPropertyName("lastObservedTime")]
    [JsonConverter(typeof(KubernetesMicroTimeConverter))]
    public DateTime? LastObservedTime { get; set; }
}
