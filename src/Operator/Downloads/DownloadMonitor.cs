using System.Collections.Concurrent;
using System.Collections.Frozen;

using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.States;

using k8s.Models;

using KubeOps.Abstractions.Reconciliation;
using KubeOps.Abstractions.Reconciliation.Queue;

namespace InferenceEndpoints.Operator.Downloads;

/// <summary>
/// Asks the replicas that download their model how far they are, round by round, and has an endpoint reconciled with each percent. Where
/// nothing is downloaded nobody is asked.
/// </summary>
internal sealed class DownloadMonitor(
    DownloadReader reader, IInformer<V1Pod> pods, IInformer<InferenceEndpoint> endpoints, EntityQueue<InferenceEndpoint> queue, TimeProvider clock)
    : BackgroundService
{
    private const int MaxParallelReads = 32;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>By the pod's UID.</summary>
    private volatile FrozenDictionary<string, DownloadProgress> known = FrozenDictionary<string, DownloadProgress>.Empty;

    /// <summary>The furthest of an endpoint's pods; null: none tells.</summary>
    public DownloadProgress? Progress(IEnumerable<V1Pod> replicas) =>
        replicas.Select(pod => known.GetValueOrDefault(pod.Metadata.Uid ?? "")).MaxBy(progress => progress?.Percent);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await pods.WaitForSyncAsync(stoppingToken);
        using var round = new PeriodicTimer(Interval, clock);
        do
        {
            foreach (var endpoint in await ReadAsync([.. pods.List().Where(DownloadProgress.IsUnderWay)], stoppingToken))
            {
                await queue(endpoint, ReconciliationType.Modified, ReconciliationTriggerSource.Operator, TimeSpan.Zero, 0, stoppingToken);
            }
        }
        while (await round.WaitForNextTickAsync(stoppingToken));
    }

    /// <returns>Endpoints with something new to tell.</returns>
    private async Task<IReadOnlyCollection<InferenceEndpoint>> ReadAsync(V1Pod[] downloading, CancellationToken cancellationToken)
    {
        var before = known;
        var now = new ConcurrentDictionary<string, DownloadProgress>(StringComparer.Ordinal);
        var changed = new ConcurrentBag<V1Pod>();
        await Parallel.ForEachAsync(
            downloading,
            new ParallelOptions { MaxDegreeOfParallelism = MaxParallelReads, CancellationToken = cancellationToken },
            async (pod, token) =>
            {
                var uid = pod.Metadata.Uid ?? "";
                var old = before.GetValueOrDefault(uid);
                var read = await reader.ReadAsync(pod, token);
                if (read is not null && read.Percent != old?.Percent)
                {
                    now[uid] = read;
                    changed.Add(pod);
                }
                else if (old is not null)
                {
                    now[uid] = old; // a missing answer takes back nothing
                }
            });
        known = now.ToFrozenDictionary(StringComparer.Ordinal);
        return [.. changed.Select(Labels.EndpointOf).OfType<NamespacedName>().Distinct().Select(endpoints.Get).OfType<InferenceEndpoint>()];
    }
}
