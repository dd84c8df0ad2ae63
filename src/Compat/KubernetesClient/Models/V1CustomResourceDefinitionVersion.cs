using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1CustomResourceDefinitionVersion
{
    [JsonPropertyName("additionalPrinterColumns")]
    public IList<V1CustomResourceColumnDefinition>? AdditionalPrinterColumns { get; set; }

    [JsonPropertyName("deprecated")]
    public bool? Deprecated { get; set; }

    [JsonPropertyName("deprecationWarning")]
    public string? DeprecationWarning { get; set; }

    [JsonPropertyName("name")]
    public string? Name { get; set; }

    [JsonPropertyName("schema")]
    public V1CustomResourceValidation? Schema { get; set; }

    [JsonPropertyName("served")]
    public bool? Served { get; set; }

    [JsonPropertyName("storage")]
    public bool? Storage { get; set; }

    [JsonPropertyName("subresources")]
    public V1CustomResourceSubresources? Subresources { get; set; }
}
