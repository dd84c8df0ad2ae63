using Prometheus.Client;
using Prometheus.Client.Collectors;

namespace InferenceEndpoints.ModelServer.Serving;

/// <summary>The engines' own metric names, with what this server really does.</summary>
internal sealed class ServerMetrics
{
    private static readonly double[] Lengths = [1, 4, 16, 64, 256, 1024, 4096, 16384];

    public ServerMetrics(ServerOptions options)
    {
        var metrics = new MetricFactory(Registry);
        var engine = options.Engine == EngineKind.Toolkit ? "inf" : "tgi";
        Queued = metrics.CreateGauge($"{engine}_queue_size", "Requests that wait.");
        Running = metrics.CreateGauge($"{engine}_batch_current_size", "Requests that run.");
        Requests = metrics.CreateCounter("tgi_request_count", "Requests for inference.");
        Succeeded = metrics.CreateCounter("tgi_request_success", "Requests that were answered.");
        Failed = metrics.CreateCounter("tgi_request_failure", "Requests that failed, by the kind of error.", "err");
        Aborted = metrics.CreateCounter("model_server_aborted_requests", "Requests whose caller went away before the end.");
        Duration = metrics.CreateHistogram("tgi_request_duration", "Seconds from the request to the end of the answer.");
        QueueDuration = metrics.CreateHistogram("tgi_request_queue_duration", "Seconds that requests waited.");
        InputLength = metrics.CreateHistogram("tgi_request_input_length", "Tokens of the prompts.", buckets: Lengths);
        GeneratedTokens = metrics.CreateHistogram("tgi_request_generated_tokens", "Tokens of the answers.", buckets: Lengths);
    }

    public CollectorRegistry Registry { get; } = new();

    public IGauge Queued { get; }

    public IGauge Running { get; }

    public ICounter Requests { get; }

    public ICounter Succeeded { get; }

    public IMetricFamily<ICounter, ValueTuple<string>> Failed { get; }

    public ICounter Aborted { get; }

    public IHistogram Duration { get; }

    public IHistogram QueueDuration { get; }

    public IHistogram InputLength { get; }

    public IHistogram GeneratedTokens { get; }
}
