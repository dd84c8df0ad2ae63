using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>Labels and annotations that the operator puts on children.</summary>
internal static class ChildLabels
{
    /// <summary>Value of <see cref="Labels.Name"/> on everything that belongs to an endpoint.</summary>
    public const string EndpointApp = Labels.EndpointApp;

    /// <summary>Value of <see cref="Labels.ManagedBy"/>, and our field manager.</summary>
    public const string Operator = "inference-endpoints-operator";

    /// <summary>Finds every child of every endpoint.</summary>
    public const string Children = $"{Labels.ManagedBy}={Operator}";

    /// <summary>Annotation: hash of what was applied last. A field that is no longer desired shows only here.</summary>
    public const string AppliedHash = $"{Annotations.Prefix}applied-hash";

    /// <summary>Annotation on a revision: hash of the part of the spec that it was built from.</summary>
    public const string SpecHash = $"{Annotations.Prefix}spec-hash";

    /// <summary>Annotation on a revision: the InstanceType that it was built from, with its uid and generation.</summary>
    public const string Instance = $"{Annotations.Prefix}instance";

    /// <summary>Annotation on the Deployment: the ControllerRevision that its pod template is from.</summary>
    public const string Revision = $"{Annotations.Prefix}revision";

    /// <summary>Annotation on pods: the revision of the model repository.</summary>
    public const string ModelRevision = $"{Annotations.Prefix}model-revision";

    /// <summary>Label on pods: the claim that they mount, where one node alone can use it.</summary>
    public const string ModelClaim = $"{Annotations.Prefix}model-claim";

    /// <summary>Immutable on Deployments and Services, so as small as can be.</summary>
    public static Dictionary<string, string> Selector(InferenceEndpoint endpoint) => new(StringComparer.Ordinal)
    {
        [Labels.Name] = EndpointApp,
        [Labels.Instance] = endpoint.Metadata.Name,
    };

    public static Dictionary<string, string> Of(InferenceEndpoint endpoint) => new(StringComparer.Ordinal)
    {
        [Labels.Name] = EndpointApp,
        [Labels.Instance] = endpoint.Metadata.Name,
        [Labels.ManagedBy] = Operator,
    };
}
