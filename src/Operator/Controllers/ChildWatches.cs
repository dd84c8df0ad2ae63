using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Limits;
using InferenceEndpoints.Operator.Observed;

using k8s;
using k8s.Models;

using KubeOps.Abstractions.Reconciliation;
using KubeOps.Abstractions.Reconciliation.Queue;

namespace InferenceEndpoints.Operator.Controllers;

/// <summary>Reconciles an endpoint whenever one of its children, an instance type, or what it waits for changes.</summary>
/// <remarks>
/// Informer handlers only drop a key into a set; one loop hands the keys on. The set holds an endpoint at most once, so a burst of pod
/// events costs one reconcile and no memory.
/// </remarks>
internal sealed class ChildWatches(
    ChildCaches caches,
    IInformer<InferenceEndpoint> endpoints,
    LimitLedger limits,
    EntityQueue<InferenceEndpoint> queue) : BackgroundService
{
    private readonly Lock gate = new();
    private readonly HashSet<NamespacedName> changed = [];
    private readonly SemaphoreSlim signal = new(initialCount: 0, maxCount: 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscriptions = new Subscriptions(
        [
            caches.Deployments.Subscribe(OnChild),
            caches.ReplicaSets.Subscribe(OnChild),
            caches.Pods.Subscribe(OnChild),
            caches.Services.Subscribe(OnChild),
            caches.NetworkPolicies.Subscribe(OnChild),
            caches.Autoscalers.Subscribe(OnChild),
            caches.DisruptionBudgets.Subscribe(OnChild),
            caches.Claims.Subscribe(OnChild),
            caches.Revisions.Subscribe(OnChild),
            caches.InstanceTypes.Subscribe(OnInstanceType),
            endpoints.Subscribe(OnEndpoint),
        ]);

        while (!stoppingToken.IsCancellationRequested)
        {
            await signal.WaitAsync(stoppingToken);
            foreach (var key in Take())
            {
                if (endpoints.Get(key) is { } endpoint)
                {
                    await queue(endpoint, ReconciliationType.Modified, ReconciliationTriggerSource.Operator, TimeSpan.Zero, 0, stoppingToken);
                }
            }
        }
    }

    public override void Dispose()
    {
        signal.Dispose();
        base.Dispose();
    }

    private void OnChild<T>(InformerEvent<T> change)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        if (Labels.EndpointOf(change.Object) is { } endpoint)
        {
            Add([endpoint]);
        }
    }

    // It may have left room to those that wait for it.
    private void OnEndpoint(InformerEvent<InferenceEndpoint> change) => Add(limits.WaitingBeside(change.Object));

    // An endpoint may name a type in several ways (aliases), and its failure may name its neighbours: all of them look again. That is rare
    // and cheap, as a reconcile without a change writes nothing.
    private void OnInstanceType(InformerEvent<InstanceType> change) =>
        Add(endpoints.List().Select(endpoint => new NamespacedName(endpoint.Metadata.NamespaceProperty ?? "", endpoint.Metadata.Name)));

    private void Add(IEnumerable<NamespacedName> keys)
    {
        lock (gate)
        {
            var wasEmpty = changed.Count == 0;
            changed.UnionWith(keys);
            if (wasEmpty && changed.Count > 0)
            {
                signal.Release();
            }
        }
    }

    private NamespacedName[] Take()
    {
        lock (gate)
        {
            NamespacedName[] keys = [.. changed];
            changed.Clear();
            return keys;
        }
    }

    private sealed class Subscriptions(IDisposable[] members) : IDisposable
    {
        public void Dispose()
        {
            foreach (var member in members)
            {
                member.Dispose();
            }
        }
    }
}
