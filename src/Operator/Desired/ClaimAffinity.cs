using System.Text;

using k8s.Models;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>
/// Keeps the pods that mount a claim on one node, where no other could mount it: the scheduler itself looks at that only for volumes that
/// are bound to a node, and of one that can be attached anywhere a second node would wait for ever.
/// </summary>
/// <remarks>
/// By the claim, not by the endpoint: endpoints may share a claim, and the pods of an update may have another claim, on another node, than those
/// that they replace. A pod that matches its own term may go anywhere while there is no other such pod, so the first one chooses the node.
/// </remarks>
internal static class ClaimAffinity
{
    private const int MaxLabelValue = 63;

    public static V1Affinity Of(string claim) => new()
    {
        PodAffinity = new V1PodAffinity
        {
            RequiredDuringSchedulingIgnoredDuringExecution =
            [
                new V1PodAffinityTerm
                {
                    LabelSelector = new V1LabelSelector
                    {
                        MatchLabels = new Dictionary<string, string>(StringComparer.Ordinal) { [ChildLabels.ModelClaim] = LabelValue(claim) },
                    },
                    TopologyKey = "kubernetes.io/hostname",
                },
            ],
        },
    };

    /// <summary>Whether the pods of a template are kept so.</summary>
    public static bool IsOn(V1PodTemplateSpec template) => template.Metadata?.Labels?.ContainsKey(ChildLabels.ModelClaim) is true;

    /// <summary>A claim's name may be longer than a label's value.</summary>
    public static string LabelValue(string claim)
    {
        if (claim.Length <= MaxLabelValue)
        {
            return claim;
        }

        var hash = Names.ShortHash(Encoding.UTF8.GetBytes(claim));
        return $"{claim[..(MaxLabelValue - hash.Length - 1)]}-{hash}";
    }
}
