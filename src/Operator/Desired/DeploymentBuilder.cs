using InferenceEndpoints.Entities;

using k8s.Models;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>
/// The Deployment of an endpoint. It never holds <c>replicas</c>: that field is shared with the HPA and is written through the scale
/// subresource alone. (An apply that owned it once and then left it out would reset it to 1.)
/// </summary>
internal static class DeploymentBuilder
{
    // The state of an endpoint has its own startup deadline whose clock starts when a pod is on a node. The Deployment's clock also runs
    // while a pod waits for a GPU, so it is switched off: the controller takes the largest value as "no deadline".
    private const int NoDeadline = int.MaxValue;

    public static V1Deployment Build(InferenceEndpoint endpoint, ModelRevision revision, V1DeploymentStrategy strategy)
    {
        var deployment = new V1Deployment
        {
            ApiVersion = $"{V1Deployment.KubeGroup}/{V1Deployment.KubeApiVersion}",
            Kind = V1Deployment.KubeKind,
            Metadata = Ownership.ChildOf(endpoint, Names.Deployment(endpoint)),
            Spec = new V1DeploymentSpec
            {
                Selector = new V1LabelSelector { MatchLabels = ChildLabels.Selector(endpoint) },
                Strategy = strategy,
                RevisionHistoryLimit = 2,
                ProgressDeadlineSeconds = NoDeadline,
                Template = revision.ToPodTemplate(),
            },
        };
        deployment.Metadata.Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [ChildLabels.Revision] = revision.Name };
        return deployment;
    }

    /// <summary>Whether a live Deployment was applied with the pod template of a revision.</summary>
    public static bool Has(V1Deployment? live, ModelRevision revision) =>
        live?.Metadata.Annotations?.TryGetValue(ChildLabels.Revision, out var name) == true && name == revision.Name;
}
