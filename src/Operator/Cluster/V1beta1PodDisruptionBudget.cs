using k8s.Models;

namespace InferenceEndpoints.Operator.Cluster;

/// <summary>The budget of clusters before 1.21: the same fields as <c>policy/v1</c> under another version.</summary>
[KubernetesEntity(Group = KubeGroup, Kind = KubeKind, ApiVersion = "v1beta1", PluralName = KubePluralName)]
public sealed record V1beta1PodDisruptionBudget : V1PodDisruptionBudget
{
    public V1beta1PodDisruptionBudget()
    {
    }

    public V1beta1PodDisruptionBudget(V1PodDisruptionBudget current)
        : base(current) => ApiVersion = "policy/v1beta1";
}
