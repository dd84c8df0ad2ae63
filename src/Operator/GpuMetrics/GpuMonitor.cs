using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Desired;
using InferenceEndpoints.Operator.MetricsApi;
using InferenceEndpoints.Operator.Observed;
using InferenceEndpoints.Operator.Settings;

using k8s.Models;

namespace InferenceEndpoints.Operator.GpuMetrics;

/// <summary>
/// Asks the exporters round by round, on the nodes where endpoints run that scale by their GPUs. There is an HPA with this metric exactly
/// while such an endpoint is awake and may grow; without one nothing is asked.
/// </summary>
internal sealed class GpuMonitor(DcgmExporters exporters, ChildCaches caches, OperatorOptions options, TimeProvider clock) : BackgroundService, IMetricSource
{
    private volatile GpuUtilization utilization = new(Longer(options.GpuMetrics.Window, 2 * options.GpuMetrics.Interval));

    public string Metric => AutoscalerBuilder.GpuUtilizationMetric;

    public double? Read(InferenceEndpoint endpoint) => utilization.Sum(
        [.. ReadyPods(EndpointChildren.IndexKey(endpoint.Metadata.NamespaceProperty, endpoint.Metadata.Name)).Select(NamespacedName.Of)],
        endpoint.Spec.Compute.Scaling.Measure?.HardwareUsage ?? ScalingMeasure.DefaultHardwareUsage,
        clock.GetUtcNow());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(caches.Autoscalers.WaitForSyncAsync(stoppingToken), caches.Pods.WaitForSyncAsync(stoppingToken));
        using var round = new PeriodicTimer(options.GpuMetrics.Interval, clock);
        do
        {
            var nodes = MeasuredNodes();
            if (nodes.Count > 0)
            {
                var asked = clock.GetUtcNow();
                utilization = utilization.Next(await exporters.ReadAsync(nodes, stoppingToken), asked);
            }
        }
        while (await round.WaitForNextTickAsync(stoppingToken));
    }

    private HashSet<string> MeasuredNodes() => caches.Autoscalers.List()
        .Where(autoscaler => autoscaler.Spec?.Metrics?.Any(metric => metric.External?.Metric?.Name == Metric) is true)
        .SelectMany(autoscaler => EndpointChildren.IndexKeys(autoscaler).SelectMany(ReadyPods))
        .Select(pod => pod.Spec!.NodeName!)
        .ToHashSet(StringComparer.Ordinal);

    private IEnumerable<V1Pod> ReadyPods(string indexKey) => caches.Pods.ByIndex(EndpointChildren.ByEndpoint, indexKey)
        .Where(pod => pod is { Metadata.DeletionTimestamp: null, Spec.NodeName: not null }
            && pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) is true);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
