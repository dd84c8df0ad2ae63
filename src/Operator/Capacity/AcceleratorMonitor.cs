using System.Threading.Channels;

using InferenceEndpoints.Capacity;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;

using k8s.Models;

using KubeOps.Abstractions.Reconciliation;
using KubeOps.Abstractions.Reconciliation.Queue;

namespace InferenceEndpoints.Operator.Capacity;

/// <summary>
/// Keeps count of the cluster's accelerators while replicas wait for some, and has their endpoints reconciled when it changes what to tell.
/// It begins when a reconcile asks, so the process that does not lead counts nothing, nor does one whose endpoints all have their nodes.
/// </summary>
internal sealed class AcceleratorMonitor(
    AcceleratorReader reader, IInformer<V1Pod> pods, IInformer<InferenceEndpoint> endpoints, EntityQueue<InferenceEndpoint> queue, TimeProvider clock)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> demand = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile ClusterAccelerators? known;

    /// <summary>Not older than half a minute; null: not counted yet, or nobody waits for any.</summary>
    public ClusterAccelerators? For(IEnumerable<V1Pod> replicas)
    {
        if (!replicas.Any(ClusterAccelerators.AreWaitedForBy))
        {
            return null;
        }

        demand.Writer.TryWrite(true); // One that is not taken yet is enough.
        return known;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await demand.Reader.WaitToReadAsync(stoppingToken))
        {
            demand.Reader.TryRead(out _);
            while (Waiting() is { Length: > 0 } waiting)
            {
                await CountAsync(waiting, stoppingToken);
                await Task.Delay(Interval, clock, stoppingToken);
            }

            known = null; // It would be outdated by the time that somebody asks.
        }
    }

    private V1Pod[] Waiting() => [.. pods.List().Where(ClusterAccelerators.AreWaitedForBy)];

    private async Task CountAsync(V1Pod[] waiting, CancellationToken cancellationToken)
    {
        var before = known;
        var now = known = await reader.ReadAsync(cancellationToken);
        var told = waiting.Where(replica => now?.Describe(replica) != before?.Describe(replica));
        foreach (var endpoint in told.Select(Endpoint).OfType<InferenceEndpoint>().DistinctBy(endpoint => endpoint.Metadata.Uid))
        {
            await queue(endpoint, ReconciliationType.Modified, ReconciliationTriggerSource.Operator, TimeSpan.Zero, 0, cancellationToken);
        }
    }

    private InferenceEndpoint? Endpoint(V1Pod replica) => Labels.EndpointOf(replica) is { } endpoint ? endpoints.Get(endpoint) : null;
}
