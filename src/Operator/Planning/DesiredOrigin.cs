using InferenceEndpoints.Entities;
using k8s.Models;

namespace InferenceEndpoints.Operator.Planning;

/// <summary>What children are made from, beside what stays the same for the life of the process. Nothing else of an endpoint shapes them.</summary>
/// <param name="Uid">The endpoint's.</param>
/// <param name="Generation">Grows with each change of the endpoint's spec; null: nobody counts.</param>
internal sealed record DesiredOrigin(string? Uid, long? Generation)
{
    /// <summary>Of the Deployment, and of the revision itself: no two have both in common.</summary>
    public (string Name, long Number)? Revision { get; init; }

    /// <summary>Of the Deployment.</summary>
    public V1DeploymentStrategy? Strategy { get; init; }

    /// <summary>Of the autoscaler.</summary>
    public string? Accelerator { get; init; }

    public bool IsKnown => Uid is not null && Generation is not null;

    public static DesiredOrigin Of(InferenceEndpoint endpoint) => new(endpoint.Metadata.Uid, endpoint.Metadata.Generation);
}
