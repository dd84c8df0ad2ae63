using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V2MetricValueStatus
{
    [JsonPropertyName("averageUtilization")]
    public int? AverageUtilization { get; set; }

    [JsonPropertyName("averageValue")]
    public ResourceQuantity? AverageValue { get; set; }

    [JsonPropertyName("value")]
    public ResourceQuantity? Value { get; set; }
}
