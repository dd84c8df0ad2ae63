using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1SubjectAccessReviewSpec
{
    [JsonPropertyName("extra")]
    public IDictionary<string, IList<string>>? Extra { get; set; }

    [JsonPropertyName("groups")]
    public IList<string>? Groups { get; set; }

    [JsonPropertyName("nonResourceAttributes")]
    public V1NonResourceAttributes? NonResourceAttributes { get; set; }

    [JsonPropertyName("resourceAttributes")]
    public V1ResourceAttributes? ResourceAttributes { get; set; }

    [JsonPropertyName("uid")]
    public string? Uid { get; set; }

    [JsonPropertyName("user")]
    public string? User { get; set; }
}
