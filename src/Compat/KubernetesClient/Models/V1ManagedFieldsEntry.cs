using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1ManagedFieldsEntry
{
    [JsonPropertyName("apiVersion")]
    public string? ApiVersion { get; set; }

    [JsonPropertyName("fieldsType")]
    public string? FieldsType { get; set; }

    [JsonPropertyName("fieldsV1")]
    public System.Text.Json.JsonElement? FieldsV1 { get; set; }

    [JsonPropertyName("manager")]
    public string? Manager { get; set; }

    [JsonPropertyName("operation")]
    public string? Operation { get; set; }

    [JsonPropertyName("time")]
    public DateTime? Time { get; set; }
}
