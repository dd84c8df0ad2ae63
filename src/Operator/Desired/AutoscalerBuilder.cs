using System.Globalization;

using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Cluster;
using InferenceEndpoints.Sleep;

using k8s.Models;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>
/// The HPA of an endpoint that is awake and may grow. An HPA cannot go below 1 and does nothing at 0, so an endpoint that sleeps has none.
/// </summary>
internal static class AutoscalerBuilder
{
    /// <summary>Requests without a status line yet, summed over the gateways, per endpoint.</summary>
    public const string PendingRequestsMetric = "inferenceendpoints_pending_requests";

    /// <summary>GPU utilisation in percent, summed over the ready pods of an endpoint.</summary>
    public const string GpuUtilizationMetric = "inferenceendpoints_gpu_utilization";

    /// <param name="endpoint">The endpoint.</param>
    /// <param name="accelerator">What its instance computes with; null: as the endpoint says.</param>
    /// <param name="cluster">Which version of the API is served.</param>
    public static V2HorizontalPodAutoscaler Build(InferenceEndpoint endpoint, string? accelerator, ClusterCapabilities cluster)
    {
        var scaling = endpoint.Spec.Compute.Scaling;
        var autoscaler = new V2HorizontalPodAutoscaler
        {
            ApiVersion = $"{V2HorizontalPodAutoscaler.KubeGroup}/{V2HorizontalPodAutoscaler.KubeApiVersion}",
            Kind = V2HorizontalPodAutoscaler.KubeKind,
            Metadata = Ownership.ChildOf(endpoint, Names.Autoscaler(endpoint)),
            Spec = new V2HorizontalPodAutoscalerSpec
            {
                ScaleTargetRef = new V2CrossVersionObjectReference
                {
                    ApiVersion = $"{V1Deployment.KubeGroup}/{V1Deployment.KubeApiVersion}",
                    Kind = V1Deployment.KubeKind,
                    Name = Names.Deployment(endpoint),
                },
                MinReplicas = ReplicaTargetPolicy.Floor(scaling),
                MaxReplicas = scaling.MaxReplica,
                Metrics = [Metric(endpoint, accelerator ?? endpoint.Spec.Compute.Accelerator)],
                Behavior = Behavior(scaling.Behavior?.ScaleUp, scaling.Behavior?.ScaleDown),
            },
        };
        return cluster.AutoscalingVersion == "v2beta2" ? new V2beta2HorizontalPodAutoscaler(autoscaler) : autoscaler;
    }

    /// <summary>
    /// What tells an endpoint's values of a metric from those of the others in its namespace. The label is that of <c>/metrics</c>, so
    /// prometheus-adapter may serve the same metric.
    /// </summary>
    public static Dictionary<string, string> MetricLabels(InferenceEndpoint endpoint) => new(StringComparer.Ordinal) { ["endpoint_name"] = endpoint.Metadata.Name };

    /// <summary>As a quantity.</summary>
    public static string Milli(double value) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(value * 1000)}m");

    private static V2MetricSpec Metric(InferenceEndpoint endpoint, string? accelerator) =>
        (endpoint.Spec.Compute.Scaling.Measure, accelerator) switch
        {
            ({ PendingRequests: { } pending }, _) => External(endpoint, PendingRequestsMetric, pending),
            (var measure, Accelerators.Cpu) => CpuUtilization(measure?.HardwareUsage ?? ScalingMeasure.DefaultHardwareUsage),
            (var measure, _) => External(endpoint, GpuUtilizationMetric, measure?.HardwareUsage ?? ScalingMeasure.DefaultHardwareUsage),
        };

    private static V2MetricSpec CpuUtilization(int percent) => new()
    {
        Type = "Resource",
        Resource = new V2ResourceMetricSource
        {
            Name = "cpu",
            Target = new V2MetricTarget { Type = "Utilization", AverageUtilization = percent },
        },
    };

    private static V2MetricSpec External(InferenceEndpoint endpoint, string metric, double perReplica) => new()
    {
        Type = "External",
        External = new V2ExternalMetricSource
        {
            Metric = new V2MetricIdentifier
            {
                Name = metric,
                Selector = new V1LabelSelector { MatchLabels = MetricLabels(endpoint) },
            },
            Target = new V2MetricTarget { Type = "AverageValue", AverageValue = new ResourceQuantity(Milli(perReplica)) },
        },
    };

    private static V2HorizontalPodAutoscalerBehavior Behavior(ScalingPace? up, ScalingPace? down)
    {
        var (upPeriod, downPeriod) = (up?.PeriodSeconds ?? ScalingBehavior.DefaultScaleUpPeriod, down?.PeriodSeconds ?? ScalingBehavior.DefaultScaleDownPeriod);
        return new V2HorizontalPodAutoscalerBehavior
        {
            ScaleUp = Rules(up?.StabilizationWindowSeconds ?? ScalingBehavior.DefaultScaleUpWindow, Policy("Percent", 100, upPeriod), Policy("Pods", 2, upPeriod)),
            ScaleDown = Rules(down?.StabilizationWindowSeconds ?? ScalingBehavior.DefaultScaleDownWindow, Policy("Percent", 100, downPeriod)),
        };
    }

    private static V2HPAScalingRules Rules(int window, params V2HPAScalingPolicy[] policies) =>
        new() { StabilizationWindowSeconds = window, SelectPolicy = "Max", Policies = policies };

    private static V2HPAScalingPolicy Policy(string type, int percentOrPods, int period) => new() { Type = type, Value = percentOrPods, PeriodSeconds = period };
}
