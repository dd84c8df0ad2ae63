using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Desired;

using k8s;
using k8s.Models;

namespace InferenceEndpoints.Operator.Observed;

/// <summary>Everything of one endpoint that lives in the cluster, from the caches at one moment. Objects of somebody else are not in it.</summary>
internal sealed record EndpointChildren
{
    /// <summary>Name of the index that finds children by <c>namespace/endpoint</c>.</summary>
    public const string ByEndpoint = "endpoint";

    public V1Deployment? Deployment { get; init; }

    public V1Service? Service { get; init; }

    public V1NetworkPolicy? NetworkPolicy { get; init; }

    public V2HorizontalPodAutoscaler? Autoscaler { get; init; }

    public V1PodDisruptionBudget? DisruptionBudget { get; init; }

    public V1PersistentVolumeClaim? ModelClaim { get; init; }

    public IReadOnlyList<V1ReplicaSet> ReplicaSets { get; init; } = [];

    public IReadOnlyList<V1Pod> Pods { get; init; } = [];

    public IReadOnlyList<V1ControllerRevision> Revisions { get; init; } = [];

    public static EndpointChildren Gather(InferenceEndpoint endpoint, ChildCaches caches)
    {
        var key = $"{NamespacedName.Of(endpoint)}";
        var deployment = Owned(endpoint, caches.Deployments, Names.Deployment(endpoint));
        V1ReplicaSet[] replicaSets = [.. caches.ReplicaSets.ByIndex(ByEndpoint, key).Where(set => IsOwnedBy(set, deployment?.Metadata))];
        return new EndpointChildren
        {
            Deployment = deployment,
            Service = Owned(endpoint, caches.Services, Names.Service(endpoint)),
            NetworkPolicy = Owned(endpoint, caches.NetworkPolicies, Names.NetworkPolicy(endpoint)),
            Autoscaler = Owned(endpoint, caches.Autoscalers, Names.Autoscaler(endpoint)),
            DisruptionBudget = Owned(endpoint, caches.DisruptionBudgets, Names.DisruptionBudget(endpoint)),
            ModelClaim = Owned(endpoint, caches.Claims, Names.ModelClaim(endpoint)),
            ReplicaSets = replicaSets,
            Pods = [.. caches.Pods.ByIndex(ByEndpoint, key).Where(pod => replicaSets.Any(set => IsOwnedBy(pod, set.Metadata)))],
            Revisions = [.. caches.Revisions.ByIndex(ByEndpoint, key).Where(revision => revision.IsOwnedBy(endpoint))],
        };
    }

    /// <summary>They are the very objects: what is in a cache is replaced, never changed.</summary>
    public bool AreSameAs(EndpointChildren other) =>
        ReferenceEquals(Deployment, other.Deployment)
        && ReferenceEquals(Service, other.Service)
        && ReferenceEquals(NetworkPolicy, other.NetworkPolicy)
        && ReferenceEquals(Autoscaler, other.Autoscaler)
        && ReferenceEquals(DisruptionBudget, other.DisruptionBudget)
        && ReferenceEquals(ModelClaim, other.ModelClaim)
        && ReplicaSets.SequenceEqual(other.ReplicaSets, ReferenceEqualityComparer.Instance)
        && Pods.SequenceEqual(other.Pods, ReferenceEqualityComparer.Instance)
        && Revisions.SequenceEqual(other.Revisions, ReferenceEqualityComparer.Instance);

    public static IEnumerable<string> IndexKeys(IMetadata<V1ObjectMeta> child) => Labels.EndpointOf(child) is { } endpoint ? [$"{endpoint}"] : [];

    private static bool IsOwnedBy(IMetadata<V1ObjectMeta> child, V1ObjectMeta? owner) =>
        owner?.Uid is { } uid && child.Metadata.OwnerReferences?.Any(reference => reference.Uid == uid) == true;

    private static T? Owned<T>(InferenceEndpoint endpoint, IInformer<T> informer, string name)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        informer.Get(new NamespacedName(endpoint.Metadata.NamespaceProperty ?? "", name)) is { } child && child.IsOwnedBy(endpoint) ? child : null;
}
