using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Cluster;

using k8s.Models;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>
/// Lets a drained node take one replica at a time, for endpoints that may have several. One replica alone is not protected, nor are those that
/// can be nowhere else than on that node: that would keep it from ever being drained.
/// </summary>
internal static class DisruptionBudgetBuilder
{
    /// <summary>Null: the endpoint has never more than one replica, or all of them on one node.</summary>
    public static V1PodDisruptionBudget? Build(InferenceEndpoint endpoint, bool isOnOneNode, ClusterCapabilities cluster)
    {
        if (isOnOneNode || endpoint.Spec.Compute.Scaling.MaxReplica < 2)
        {
            return null;
        }

        var budget = new V1PodDisruptionBudget
        {
            Metadata = Ownership.ChildOf(endpoint, Names.DisruptionBudget(endpoint)),
            Spec = new V1PodDisruptionBudgetSpec
            {
                MaxUnavailable = 1,
                Selector = new V1LabelSelector { MatchLabels = ChildLabels.Selector(endpoint) },
                // A replica that does not serve protects nobody.
                UnhealthyPodEvictionPolicy = cluster.HasUnhealthyPodEvictionPolicy ? "AlwaysAllow" : null,
            },
        };
        return cluster.PolicyVersion == "v1beta1" ? new V1beta1PodDisruptionBudget(budget) : budget;
    }
}
