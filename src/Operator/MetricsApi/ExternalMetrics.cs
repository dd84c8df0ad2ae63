using System.Globalization;

using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Desired;

namespace InferenceEndpoints.Operator.MetricsApi;

/// <summary>The metrics that there are, and their values.</summary>
internal sealed class ExternalMetrics(IInformer<InferenceEndpoint> endpoints, IEnumerable<IMetricSource> sources, TimeProvider clock)
{
    public ApiResourceList Resources { get; } = new([.. sources.Select(source => new ApiResource(source.Metric))]);

    /// <summary>Null: there is no such metric.</summary>
    public ExternalMetricValueList? Read(MetricsRequest.Values request, MetricSelector selector) =>
        sources.FirstOrDefault(source => source.Metric == request.Metric) is not { } source
            ? null
            : new ExternalMetricValueList(
            [
                .. endpoints.List()
                    .Where(endpoint => endpoint.Metadata.NamespaceProperty == request.Namespace)
                    .Select(endpoint => (Endpoint: endpoint, Labels: AutoscalerBuilder.MetricLabels(endpoint)))
                    .Where(entry => selector.Matches(entry.Labels))
                    .Select(entry => (entry.Labels, Value: source.Read(entry.Endpoint)))
                    .Where(entry => entry.Value is not null)
                    .Select(entry => new ExternalMetricValue(request.Metric, entry.Labels, Timestamp(), AutoscalerBuilder.Milli(entry.Value!.Value))),
            ]);

    private string Timestamp() => clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
