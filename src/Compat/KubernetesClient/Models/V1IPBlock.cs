using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1IPBlock
{
    [JsonPropertyName("cidr")]
    public string? Cidr { get; set; }

    [JsonPropertyName("except")]
    public IList<string>? Except { get; set; }
}
