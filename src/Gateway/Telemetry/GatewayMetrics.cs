using InferenceEndpoints.Informers;

using Prometheus.Client;

namespace InferenceEndpoints.Gateway.Telemetry;

/// <summary>What the gateway counts. Each endpoint has a meter, which knows its own series.</summary>
internal sealed class GatewayMetrics(IMetricFactory metrics) : IInformerMetrics
{
    private const string Prefix = "inferenceendpoints_gateway_";

    private readonly EndpointFamilies families = new(metrics);

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

    public EndpointMeter MeterOf(NamespacedName endpoint) => new(endpoint, families);

    public void Unrouted(int code) => unrouted.WithLabels(CodeLabels.Text(code)).Inc();

    public void AnsweredFromCache() => cached.Inc();

    /// <param name="review">TokenReview or SubjectAccessReview.</param>
    /// <param name="isAnswered">The API server said yes or no.</param>
    public void Reviewed(string review, bool isAnswered) => reviews.WithLabels((review, isAnswered ? "answered" : "failed")).Inc();

    public void Listed(ResourceKind kind) => lists.WithLabels(kind.Plural).Inc();

    public void WatchOpened(ResourceKind kind) => watches.WithLabels(kind.Plural).Inc();
}
