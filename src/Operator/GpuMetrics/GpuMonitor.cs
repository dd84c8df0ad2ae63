using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Desired;
using InferenceEndpoints.Operator.MetricsApi;
using InferenceEndpoints.Operator.Observed;
using InferenceEndpoints.Operator.Settings;
using InferenceEndpoints.Sleep;

using k8s.Models;

namespace InferenceEndpoints.Operator.GpuMetrics;

/// <summary>Asks the exporters round by round, on the nodes where endpoints run that scale by their GPUs. While there is none, nothing is asked.</summary>
internal sealed class GpuMonitor(
    DcgmExporters exporters, IInformer<InferenceEndpoint> endpoints, IInformer<V1Pod> pods, OperatorOptions options, TimeProvider clock)
    : BackgroundService, IMetricSource
{
    private volatile GpuUtilization utilization = new(RecentReadings.AtLeastTwo(options.GpuMetrics.Interval, options.GpuMetrics.Window));

    public string Metric => AutoscalerBuilder.GpuUtilizationMetric;

    public string Help => "Use of the GPUs of an endpoint's ready replicas in percent, added up, averaged as its autoscaler sees it.";

    public double? Read(InferenceEndpoint endpoint) => utilization.Sum(
        [.. ReadyPods(endpoint).Select(NamespacedName.Of)],
        endpoint.Spec.Compute.Scaling.Measure?.HardwareUsage ?? ScalingMeasure.DefaultHardwareUsage,
        clock.GetUtcNow());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(endpoints.WaitForSyncAsync(stoppingToken), pods.WaitForSyncAsync(stoppingToken));
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

    /// <remarks>An endpoint that is paused or asleep has no pods.</remarks>
    private HashSet<string> MeasuredNodes() => endpoints.List()
        .Where(MayGrowByHardware)
        .SelectMany(ReadyPods)
        .Where(pod => pod.Spec!.Containers?.Any(container => container.Resources?.Limits?.Keys.Any(IsNvidias) is true) is true)
        .Select(pod => pod.Spec!.NodeName!)
        .ToHashSet(StringComparer.Ordinal);

    private static bool MayGrowByHardware(InferenceEndpoint endpoint) =>
        endpoint.Spec.Compute.Scaling is { Measure: null or { PendingRequests: null } } scaling && scaling.MaxReplica > ReplicaTargetPolicy.Floor(scaling);

    /// <summary>GPUs, and their MIG instances.</summary>
    private static bool IsNvidias(string resource) => resource.StartsWith("nvidia.com/", StringComparison.Ordinal);

    private IEnumerable<V1Pod> ReadyPods(InferenceEndpoint endpoint) => pods
        .ByIndex(EndpointChildren.ByEndpoint, $"{NamespacedName.Of(endpoint)}")
        .Where(pod => pod is { Metadata.DeletionTimestamp: null, Spec.NodeName: not null }
            && pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) is true);
}
