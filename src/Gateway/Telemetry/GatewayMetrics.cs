using InferenceEndpoints.Informers;

using Prometheus.Client;

namespace InferenceEndpoints.Gateway.Telemetry;

/// <summary>What the gateway counts. Each endpoint has a meter, which knows its own series.</summary>
internal sealed class GatewayMetrics(IMetricFactory metrics) : IInformerMetrics
{
    private const string Prefix = "inferenceendpoints_gateway_";

    // From the answer of a health route to a long generation.
    private static readonly double[] Buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

    private readonly IMetricFamily<ICounter, (string Namespace, string Name, string Code)> requests = metrics.CreateCounter(
        $"{Prefix}requests_total",
        "Requests that ended, by the code that the caller got; 499: the caller went away.",
        (Namespace: "endpoint_namespace", Name: "endpoint_name", Code: "code"));

    private readonly IMetricFamily<IHistogram, (string Namespace, string Name)> durations = metrics.CreateHistogram(
        $"{Prefix}request_duration_seconds",
        "From a request's headers to the end of its answer.",
        (Namespace: "endpoint_namespace", Name: "endpoint_name"),
        buckets: Buckets);

    private readonly IMetricFamily<IHistogram, (string Namespace, string Name)> firstBytes = metrics.CreateHistogram(
        $"{Prefix}time_to_first_byte_seconds",
        "From a request's headers to the first byte of a replica's body.",
        (Namespace: "endpoint_namespace", Name: "endpoint_name"),
        buckets: Buckets);

    private readonly IMetricFamily<IGauge, (string Namespace, string Name)> inFlight = metrics.CreateGauge(
        $"{Prefix}requests_in_flight", "Requests that have not ended.", (Namespace: "endpoint_namespace", Name: "endpoint_name"));

    private readonly IMetricFamily<IGauge, (string Namespace, string Name)> held = metrics.CreateGauge(
        $"{Prefix}requests_held", "Requests that wait for a replica.", (Namespace: "endpoint_namespace", Name: "endpoint_name"));

    private readonly IMetricFamily<ICounter, (string Namespace, string Name)> wakes = metrics.CreateCounter(
        $"{Prefix}wakes_total", "Sleeping endpoints that this gateway woke for a request.", (Namespace: "endpoint_namespace", Name: "endpoint_name"));

    private readonly IMetricFamily<ICounter, (string Namespace, string Name, string Reason)> upstreamErrors = metrics.CreateCounter(
        $"{Prefix}upstream_errors_total",
        "Attempts that a replica failed, by reason: unreachable, broken or timed_out.",
        (Namespace: "endpoint_namespace", Name: "endpoint_name", Reason: "reason"));

    private readonly IMetricFamily<ICounter, (string Namespace, string Name)> ejections = metrics.CreateCounter(
        $"{Prefix}ejections_total",
        "Replicas that were left out because they failed one request after another.",
        (Namespace: "endpoint_namespace", Name: "endpoint_name"));

    private readonly IMetricFamily<ICounter, ValueTuple<string>> unrouted =
        metrics.CreateCounter($"{Prefix}unrouted_requests_total", "Requests that are for no endpoint, by code.", "code");

    private readonly ICounter cached =
        metrics.CreateCounter($"{Prefix}cached_responses_total", "Requests that were answered like one before them, without a replica.");

    private readonly IMetricFamily<ICounter, (string Review, string Outcome)> reviews = metrics.CreateCounter(
        $"{Prefix}reviews_total",
        "Questions to the API server about callers with its tokens, by kind and outcome: answered or failed.",
        (Review: "review", Outcome: "outcome"));

    private readonly IMetricFamily<ICounter, ValueTuple<string>> lists = metrics.CreateCounter(
        $"{Prefix}informer_lists_total", "Complete lists read; more than one of a resource means that a watch could not be resumed.", "resource");

    private readonly IMetricFamily<ICounter, ValueTuple<string>> watches =
        metrics.CreateCounter($"{Prefix}informer_watches_total", "Watches opened.", "resource");

    public EndpointMeter MeterOf(NamespacedName endpoint) =>
        new(endpoint, requests, durations, firstBytes, inFlight, held, wakes, upstreamErrors, ejections);

    public void Unrouted(int code) => unrouted.WithLabels(CodeLabels.Text(code)).Inc();

    public void AnsweredFromCache() => cached.Inc();

    /// <param name="review">TokenReview or SubjectAccessReview.</param>
    /// <param name="isAnswered">The API server said yes or no.</param>
    public void Reviewed(string review, bool isAnswered) => reviews.WithLabels((review, isAnswered ? "answered" : "failed")).Inc();

    public void Listed(ResourceKind kind) => lists.WithLabels(kind.Plural).Inc();

    public void WatchOpened(ResourceKind kind) => watches.WithLabels(kind.Plural).Inc();
}
