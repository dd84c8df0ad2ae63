using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Desired;
using InferenceEndpoints.Operator.MetricsApi;

using Prometheus.Client.Collectors;
using Prometheus.Client.MetricsWriter;

namespace InferenceEndpoints.Operator.Telemetry;

/// <summary>What autoscalers go by, for dashboards, and for prometheus-adapter or KEDA where these serve autoscalers.</summary>
internal sealed class ScalingCollector(IInformer<InferenceEndpoint> endpoints, IEnumerable<IMetricSource> sources) : ICollector
{
    public CollectorConfiguration Configuration { get; } = new(AutoscalerBuilder.PendingRequestsMetric);

    public IReadOnlyList<string> MetricNames { get; } = [.. sources.Select(source => source.Metric)];

    public void Collect(IMetricsWriter writer)
    {
        foreach (var source in sources)
        {
            EndpointsCollector.Start(writer, source.Metric, source.Help);
            foreach (var endpoint in endpoints.List())
            {
                if (source.Read(endpoint) is { } value)
                {
                    EndpointsCollector.Labels(writer, endpoint).EndLabels().WriteValue(value).EndSample();
                }
            }

            writer.EndMetric();
        }
    }
}
