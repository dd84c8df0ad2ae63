using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.States;

using Prometheus.Client;
using Prometheus.Client.Collectors;
using Prometheus.Client.MetricsWriter;

namespace InferenceEndpoints.Operator.Telemetry;

/// <summary>Metrics of the endpoints, read from the cache at each scrape. An endpoint that is gone leaves no series behind.</summary>
internal sealed class EndpointsCollector(IInformer<InferenceEndpoint> endpoints) : ICollector
{
    private const string ByState = "inferenceendpoints_endpoints";
    private const string Ready = "inferenceendpoints_endpoint_ready_replicas";
    private const string Target = "inferenceendpoints_endpoint_target_replicas";
    private const string State = "inferenceendpoints_endpoint_state";

    private static readonly string[] StateWords = [.. Enum.GetValues<EndpointState>().Select(state => state.ToWord())];

    public CollectorConfiguration Configuration { get; } = new(ByState);

    public IReadOnlyList<string> MetricNames { get; } = [ByState, Ready, Target, State];

    public void Collect(IMetricsWriter writer)
    {
        var all = endpoints.List();
        var counts = all.CountBy(endpoint => endpoint.Status?.State ?? "").ToDictionary(StringComparer.Ordinal);
        Start(writer, ByState, "Endpoints by state.");
        foreach (var state in StateWords)
        {
            writer.StartSample().StartLabels().WriteLabel("state", state).EndLabels().WriteValue(counts.GetValueOrDefault(state)).EndSample();
        }

        writer.EndMetric();
        Start(writer, State, "1 for the state that an endpoint is in.");
        foreach (var endpoint in all.Where(endpoint => endpoint.Status?.State is not null))
        {
            Labels(writer, endpoint).WriteLabel("state", endpoint.Status!.State!).EndLabels().WriteValue(1).EndSample();
        }

        writer.EndMetric();
        Replicas(writer, Ready, "Replicas of an endpoint that are ready to serve.", all, status => status?.ReadyReplica);
        Replicas(writer, Target, "Replicas of an endpoint that there should be.", all, status => status?.TargetReplica);
    }

    private static void Replicas(
        IMetricsWriter writer, string name, string help, IReadOnlyList<InferenceEndpoint> all, Func<InferenceEndpointStatus?, int?> count)
    {
        Start(writer, name, help);
        foreach (var endpoint in all)
        {
            Labels(writer, endpoint).EndLabels().WriteValue(count(endpoint.Status) ?? 0).EndSample();
        }

        writer.EndMetric();
    }

    internal static void Start(IMetricsWriter writer, string name, string help) =>
        writer.StartMetric(name).WriteHelp(help).WriteType(MetricType.Gauge);

    // `exported_namespace` and `exported_endpoint` would be Prometheus' names for `namespace` and `endpoint`, which its scrape targets have.
    internal static ILabelWriter Labels(IMetricsWriter writer, InferenceEndpoint endpoint) => writer.StartSample().StartLabels()
        .WriteLabel("endpoint_namespace", endpoint.Metadata.NamespaceProperty ?? "")
        .WriteLabel("endpoint_name", endpoint.Metadata.Name);
}
