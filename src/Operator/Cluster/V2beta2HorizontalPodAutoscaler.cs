using k8s.Models;

namespace InferenceEndpoints.Operator.Cluster;

/// <summary>The HPA of clusters before 1.23: the same fields as <c>autoscaling/v2</c> under another version.</summary>
[KubernetesEntity(Group = KubeGroup, Kind = KubeKind, ApiVersion = "v2beta2", PluralName = KubePluralName)]
public sealed record V2beta2HorizontalPodAutoscaler : V2HorizontalPodAutoscaler
{
    public V2beta2HorizontalPodAutoscaler()
    {
    }

    public V2beta2HorizontalPodAutoscaler(V2HorizontalPodAutoscaler current)
        : base(current) => ApiVersion = "autoscaling/v2beta2";
}
