using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Starts;

using KubeOps.Operator.Metrics;

using Prometheus.Client;

namespace InferenceEndpoints.Operator.Telemetry;

/// <summary>What the operator counts about its own work.</summary>
internal sealed class OperatorMetrics(IMetricFactory metrics) : IControllerMetrics, IInformerMetrics
{
    private const string Prefix = "inferenceendpoints_operator_";

    // A reconcile that writes nothing takes well under a millisecond, one that creates everything some tens of them.
    private static readonly double[] ReconcileBuckets = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    // From a small model that is on the node already to one of hundreds of gigabytes.
    private static readonly double[] StartBuckets = [1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600];

    private readonly IHistogram starts = metrics.CreateHistogram(
        "inferenceendpoints_cold_start_duration_seconds", "From the decision that an endpoint should run until its first replica was ready.", buckets: StartBuckets);

    private readonly IMetricFamily<IHistogram, ValueTuple<string>> startPhases = metrics.CreateHistogram(
        "inferenceendpoints_cold_start_seconds", "The same by phase: creation, scheduling, images, download and loading; and firstByte, until who had waited was answered.", "phase", buckets: StartBuckets);

    private readonly IMetricFamily<ICounter, (string Controller, string Result)> reconciles =
        metrics.CreateCounter($"{Prefix}reconciles_total", "Reconciles by controller and result (success or failure).", (Controller: "controller", Result: "result"));

    private readonly IMetricFamily<IHistogram, ValueTuple<string>> durations =
        metrics.CreateHistogram($"{Prefix}reconcile_duration_seconds", "How long reconciles took.", "controller", buckets: ReconcileBuckets);

    private readonly IMetricFamily<ICounter, ValueTuple<string>> retries =
        metrics.CreateCounter($"{Prefix}retries_total", "Reconciles that failed and were queued again.", "controller");

    private readonly IMetricFamily<IGauge, ValueTuple<string>> depths =
        metrics.CreateGauge($"{Prefix}queue_depth", "Keys that wait for a worker.", "controller");

    private readonly IMetricFamily<ICounter, ValueTuple<string>> lists =
        metrics.CreateCounter($"{Prefix}informer_lists_total", "Complete lists read; more than one of a resource means that a watch could not be resumed.", "resource");

    private readonly IMetricFamily<ICounter, ValueTuple<string>> watches =
        metrics.CreateCounter($"{Prefix}informer_watches_total", "Watches opened.", "resource");

    private readonly IMetricFamily<ICounter, (string Resource, string Verb)> writes =
        metrics.CreateCounter($"{Prefix}writes_total", "Writes to the API server: none while nothing changes.", (Resource: "resource", Verb: "verb"));

    public void Reconciled(string controller, bool succeeded, TimeSpan duration)
    {
        reconciles.WithLabels((controller, succeeded ? "success" : "failure")).Inc();
        durations.WithLabels(ValueTuple.Create(controller)).Observe(duration.TotalSeconds);
    }

    /// <param name="start">It has ended.</param>
    /// <param name="known">What was told of it already; null: nothing.</param>
    public void Started(EndpointStart start, EndpointStart? known)
    {
        if (known is null)
        {
            starts.Observe(StartTimeline.Duration(start).TotalSeconds);
        }

        foreach (var phase in (start.Phases ?? []).Skip(known?.Phases?.Count ?? 0))
        {
            startPhases.WithLabels(ValueTuple.Create(phase.Name!)).Observe(phase.Seconds ?? 0);
        }
    }

    public void Retried(string controller) => retries.WithLabels(ValueTuple.Create(controller)).Inc();

    public void QueueDepth(string controller, int keys) => depths.WithLabels(ValueTuple.Create(controller)).Set(keys);

    public void Listed(ResourceKind kind) => lists.WithLabels(ValueTuple.Create(kind.Plural)).Inc();

    public void WatchOpened(ResourceKind kind) => watches.WithLabels(ValueTuple.Create(kind.Plural)).Inc();

    /// <param name="resource">The plural name of the kind that was written.</param>
    /// <param name="verb"><c>apply</c>, <c>scale</c>, <c>delete</c> or <c>status</c>.</param>
    public void Wrote(string resource, string verb) => writes.WithLabels((resource, verb)).Inc();
}
