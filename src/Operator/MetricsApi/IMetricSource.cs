using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Operator.MetricsApi;

/// <summary>A metric that the operator's HPAs name; <c>/metrics</c> tells it, too.</summary>
internal interface IMetricSource
{
    string Metric { get; }

    string Help { get; }

    /// <summary>Null: nobody knows. The endpoint then has no value rather than 0, and its HPA changes nothing.</summary>
    double? Read(InferenceEndpoint endpoint);
}
