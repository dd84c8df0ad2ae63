using System.Text.Json.Serialization;

namespace InferenceEndpoints.Operator.MetricsApi;

/// <summary>The API's name, and what it answers with: <c>external.metrics.k8s.io/v1beta1</c>.</summary>
internal static class ExternalMetricsApi
{
    public const string Group = "external.metrics.k8s.io";
    public const string Version = "v1beta1";
    public const string GroupVersion = $"{Group}/{Version}";
    public const string Path = $"/apis/{GroupVersion}";
}

internal sealed record ApiResourceList(IReadOnlyList<ApiResource> Resources)
{
    public string Kind { get; } = "APIResourceList";

    public string ApiVersion { get; } = "v1";

    public string GroupVersion { get; } = ExternalMetricsApi.GroupVersion;
}

internal sealed record ApiResource(string Name)
{
    public string SingularName { get; } = "";

    public bool Namespaced { get; } = true;

    public string Kind { get; } = "ExternalMetricValueList";

    public IReadOnlyList<string> Verbs { get; } = ["get"];
}

internal sealed record ExternalMetricValueList(IReadOnlyList<ExternalMetricValue> Items)
{
    public string Kind { get; } = "ExternalMetricValueList";

    public string ApiVersion { get; } = ExternalMetricsApi.GroupVersion;

    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <param name="MetricName">The metric.</param>
/// <param name="MetricLabels">Whose.</param>
/// <param name="Timestamp">When it was so, to the second.</param>
/// <param name="Value">A quantity.</param>
internal sealed record ExternalMetricValue(string MetricName, IReadOnlyDictionary<string, string> MetricLabels, string Timestamp, string Value);

/// <summary>A refusal, as the API server words its own.</summary>
internal sealed record ApiStatus(int Code, string Reason, string Message)
{
    public string Kind { get; } = "Status";

    public string ApiVersion { get; } = "v1";

    public string Status { get; } = "Failure";

    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ApiResourceList))]
[JsonSerializable(typeof(ExternalMetricValueList))]
[JsonSerializable(typeof(ApiStatus))]
internal sealed partial class MetricsApiJsonContext : JsonSerializerContext;
