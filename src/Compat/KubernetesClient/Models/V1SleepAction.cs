using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1SleepAction
{
    [JsonPropertyName("seconds")]
    public long? Seconds { get; set; }
}
