using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Activity;
using InferenceEndpoints.Operator.Desired;

namespace InferenceEndpoints.Operator.MetricsApi;

internal sealed class PendingRequestsSource(ActivityRounds activity) : IMetricSource
{
    public string Metric => AutoscalerBuilder.PendingRequestsMetric;

    public string Help => "Requests of an endpoint without a status line yet, averaged as its autoscaler sees them.";

    public double? Read(InferenceEndpoint endpoint) => activity.PendingRequests(NamespacedName.Of(endpoint));
}
