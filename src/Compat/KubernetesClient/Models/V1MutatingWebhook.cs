using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1MutatingWebhook
{
    [JsonPropertyName("admissionReviewVersions")]
    public IList<string>? AdmissionReviewVersions { get; set; }

    [JsonPropertyName("clientConfig")]
    public Admissionregistrationv1WebhookClientConfig? ClientConfig { get; set; }

    [JsonPropertyName("failurePolicy")]
    public string? FailurePolicy { get; set; }

    [JsonPropertyName("matchConditions")]
    public IList<V1MatchCondition>? MatchConditions { get; set; }

    [JsonPropertyName("matchPolicy")]
    public string? MatchPolicy { get; set; }

    [JsonPropertyName("name")]
    public string? Name { get; set; }

    [JsonPropertyName("namespaceSelector")]
    public V1LabelSelector? NamespaceSelector { get; set; }

    [JsonPropertyName("objectSelector")]
    public V1LabelSelector? ObjectSelector { get; set; }

    [JsonPropertyName("reinvocationPolicy")]
    public string? ReinvocationPolicy { get; set; }

    [JsonPropertyName("rules")]
    public IList<V1RuleWithOperations>? Rules { get; set; }

    [JsonPropertyName("sideEffects")]
    public string? SideEffects { get; set; }

    [JsonPropertyName("timeoutSeconds")]
    public int? TimeoutSeconds { get; set; }
}
