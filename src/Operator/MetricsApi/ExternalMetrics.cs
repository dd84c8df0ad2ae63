using System.Globalization;

using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Activity;
using InferenceEndpoints.Operator.Desired;

namespace InferenceEndpoints.Operator.MetricsApi;

/// <summary>The metrics that the operator's HPAs name.</summary>
internal sealed class ExternalMetrics(IInformer<InferenceEndpoint> endpoints, ActivityRounds activity, TimeProvider clock)
{
    public static readonly ApiResourceList Resources = new([new ApiResource(AutoscalerBuilder.PendingRequestsMetric)]);

    /// <summary>Null: there is no such metric.</summary>
    /// <remarks>An endpoint of which nothing is known has no value rather than 0: its HPA then changes nothing.</remarks>
    public ExternalMetricValueList? Read(MetricsRequest.Values request, MetricSelector selector) =>
        request.Metric != AutoscalerBuilder.PendingRequestsMetric
            ? null
            : new ExternalMetricValueList(
            [
                .. endpoints.List()
                    .Where(endpoint => endpoint.Metadata.NamespaceProperty == request.Namespace)
                    .Select(endpoint => (Labels: AutoscalerBuilder.MetricLabels(endpoint), Value: activity.PendingRequests(NamespacedName.Of(endpoint))))
                    .Where(entry => entry.Value is not null && selector.Matches(entry.Labels))
                    .Select(entry => new ExternalMetricValue(request.Metric, entry.Labels, Timestamp(), AutoscalerBuilder.Milli(entry.Value!.Value))),
            ]);

    private string Timestamp() => clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
