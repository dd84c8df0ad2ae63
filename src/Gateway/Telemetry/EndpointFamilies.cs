using Prometheus.Client;

using EndpointLabels = (string Namespace, string Name);

namespace InferenceEndpoints.Gateway.Telemetry;

/// <summary>What is counted for each endpoint.</summary>
internal sealed class EndpointFamilies(IMetricFactory metrics)
{
    private const string Prefix = "inferenceendpoints_gateway_";

    // From the answer of a health route to a long generation.
    private static readonly double[] Buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];
    private static readonly EndpointLabels Labels = ("endpoint_namespace", "endpoint_name");

    public IMetricFamily<ICounter, (string Namespace, string Name, string Code)> Requests { get; } = metrics.CreateCounter(
        $"{Prefix}requests_total",
        "Requests that ended, by the code that the caller got; 499: the caller went away.",
        (Labels.Namespace, Labels.Name, Code: "code"));

    public IMetricFamily<IHistogram, EndpointLabels> Durations { get; } =
        metrics.CreateHistogram($"{Prefix}request_duration_seconds", "From a request's headers to the end of its answer.", Labels, buckets: Buckets);

    public IMetricFamily<IHistogram, EndpointLabels> FirstBytes { get; } = metrics.CreateHistogram(
        $"{Prefix}time_to_first_byte_seconds", "From a request's headers to the first byte of a replica's body.", Labels, buckets: Buckets);

    public IMetricFamily<ICounter, EndpointLabels> RequestBytes { get; } =
        metrics.CreateCounter($"{Prefix}request_bytes_total", "Of the bodies of requests that ended, as far as replicas were sent them.", Labels);

    public IMetricFamily<ICounter, EndpointLabels> ResponseBytes { get; } =
        metrics.CreateCounter($"{Prefix}response_bytes_total", "Of the bodies of replicas' answers that ended, as far as callers were sent them.", Labels);

    public IMetricFamily<ICounter, EndpointLabels> PromptTokens { get; } =
        metrics.CreateCounter($"{Prefix}prompt_tokens_total", "Tokens of what was asked, where the model server says it in its answer.", Labels);

    public IMetricFamily<ICounter, EndpointLabels> GeneratedTokens { get; } =
        metrics.CreateCounter($"{Prefix}generated_tokens_total", "Tokens of what was answered, where the model server says it in its answer.", Labels);

    public IMetricFamily<IGauge, EndpointLabels> InFlight { get; } =
        metrics.CreateGauge($"{Prefix}requests_in_flight", "Requests that have not ended.", Labels);

    public IMetricFamily<IGauge, EndpointLabels> Held { get; } =
        metrics.CreateGauge($"{Prefix}requests_held", "Requests that wait for a replica.", Labels);

    public IMetricFamily<IHistogram, EndpointLabels> Holds { get; } = metrics.CreateHistogram(
        $"{Prefix}hold_duration_seconds", "How long requests waited for a replica, until they got one or gave up.", Labels, buckets: Buckets);

    public IMetricFamily<ICounter, EndpointLabels> Wakes { get; } =
        metrics.CreateCounter($"{Prefix}wakes_total", "Sleeping endpoints that this gateway woke for a request.", Labels);

    public IMetricFamily<ICounter, (string Namespace, string Name, string Reason)> UpstreamErrors { get; } = metrics.CreateCounter(
        $"{Prefix}upstream_errors_total",
        "Attempts that a replica failed, by reason: unreachable, broken or timed_out.",
        (Labels.Namespace, Labels.Name, Reason: "reason"));

    public IMetricFamily<ICounter, EndpointLabels> Ejections { get; } =
        metrics.CreateCounter($"{Prefix}ejections_total", "Replicas that were left out because they failed one request after another.", Labels);
}
