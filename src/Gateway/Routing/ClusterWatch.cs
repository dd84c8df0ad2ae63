using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Auth;
using InferenceEndpoints.Informers;

using k8s.Models;

using KubeOps.Abstractions.Rbac;

namespace InferenceEndpoints.Gateway.Routing;

/// <summary>Carries every change of endpoints, pods and keys into the routing table and the key ring.</summary>
/// <remarks>
/// The informers tell of changes on threads of their own. <c>order</c> is held from reading the caches to setting the route, so that what
/// was read first is never set last.
/// </remarks>
[EntityRbac(typeof(EndpointKey), typeof(V1Pod), Verbs = RbacVerb.List | RbacVerb.Watch)]
// By name: for an entity with a status, the attribute above gives write access to that, too.
[GenericRbac(Groups = [InferenceEndpoint.KubeGroup], Resources = [InferenceEndpoint.KubePluralName], Verbs = RbacVerb.List | RbacVerb.Watch)]
internal sealed class ClusterWatch(
    IInformer<InferenceEndpoint> endpoints,
    IInformer<V1Pod> pods,
    IInformer<EndpointKey> keys,
    RoutingTable table,
    KeyRing ring) : BackgroundService
{
    /// <summary>Index of pods: the endpoint that they belong to, as <c>namespace/name</c>.</summary>
    public const string ByEndpoint = "endpoint";

    private readonly Lock order = new();

    public static IEnumerable<string> IndexKeys(V1Pod pod) => Labels.EndpointOf(pod) is { } endpoint ? [$"{endpoint}"] : [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ofKeys = keys.Subscribe(change => ring.Apply(change));
        using var ofPods = pods.Subscribe(change => RefreshOwner(change.Object));
        using var ofEndpoints = endpoints.Subscribe(change => Refresh(NamespacedName.Of(change.Object)));
        await Task.WhenAll(
            keys.WaitForSyncAsync(stoppingToken), pods.WaitForSyncAsync(stoppingToken), endpoints.WaitForSyncAsync(stoppingToken));
        table.Complete();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stoppingToken);
    }

    private void RefreshOwner(V1Pod pod)
    {
        if (Labels.EndpointOf(pod) is { } endpoint)
        {
            Refresh(endpoint);
        }
    }

    private void Refresh(NamespacedName key)
    {
        lock (order)
        {
            if (endpoints.Get(key) is { } endpoint)
            {
                table.Set(endpoint, pods.ByIndex(ByEndpoint, key.ToString()));
            }
            else
            {
                table.Remove(key);
            }
        }
    }
}
