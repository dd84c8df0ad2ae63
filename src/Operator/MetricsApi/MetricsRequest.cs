using k8s.Models;

namespace InferenceEndpoints.Operator.MetricsApi;

/// <summary>What a path asks for.</summary>
internal abstract record MetricsRequest
{
    private MetricsRequest()
    {
    }

    public static MetricsRequest Of(string path) => path.TrimEnd('/').Split('/') is ["", "apis", ExternalMetricsApi.Group, ExternalMetricsApi.Version, .. var rest]
        ? rest switch
        {
            [] => new Discovery(),
            ["namespaces", { Length: > 0 } ns, { Length: > 0 } metric] => new Values(ns, metric),
            _ => new Unknown(path),
        }
        : new Unknown(path);

    /// <summary>The question whether somebody may ask this, without who it is.</summary>
    public V1SubjectAccessReviewSpec Review() => this switch
    {
        // As the API server reads such a path: the metric is the resource, and there is no name, so it is a list.
        Values values => new V1SubjectAccessReviewSpec
        {
            ResourceAttributes = new V1ResourceAttributes
            {
                Group = ExternalMetricsApi.Group,
                Version = ExternalMetricsApi.Version,
                Resource = values.Metric,
                NamespaceProperty = values.Namespace,
                Verb = "list",
            },
        },
        Unknown unknown => OfPath(unknown.Path),
        _ => OfPath(ExternalMetricsApi.Path),
    };

    private static V1SubjectAccessReviewSpec OfPath(string path) =>
        new() { NonResourceAttributes = new V1NonResourceAttributes { Path = path, Verb = "get" } };

    /// <summary>Which metrics there are.</summary>
    public sealed record Discovery : MetricsRequest;

    /// <summary>The values of a metric in a namespace.</summary>
    public sealed record Values(string Namespace, string Metric) : MetricsRequest;

    public sealed record Unknown(string Path) : MetricsRequest;
}
