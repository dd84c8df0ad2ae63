using System.ComponentModel.DataAnnotations;

namespace InferenceEndpoints.Operator.Settings;

/// <summary>The metrics that autoscalers ask for. They are asked for once <c>deploy/metrics-api</c> is applied.</summary>
public sealed class MetricsApiOptions
{
    /// <summary>The APIService of <c>deploy/metrics-api</c>. There can be no other: its name follows from what it serves.</summary>
    public const string ApiService = "v1beta1.external.metrics.k8s.io";

    /// <summary>
    /// Serve <c>external.metrics.k8s.io</c>, and keep the APIService's <c>caBundle</c> while it leads to <see cref="Service"/>. Default off:
    /// a cluster has one such API, and KEDA or prometheus-adapter may be it.
    /// </summary>
    public bool Enabled { get; set; }

    /// <summary>TCP port, on <see cref="OperatorOptions.ListenAddress"/>, with TLS. Default 9444.</summary>
    [Range(1, 65535, ErrorMessage = "Operator:MetricsApi:Port must be between 1 and 65535")]
    public int Port { get; set; } = 9444;

    /// <summary>The Service in the operator's namespace that leads to <see cref="Port"/>. An APIService that names another one is somebody else's.</summary>
    [Required(ErrorMessage = "Operator:MetricsApi:Service must name a Service")]
    public string Service { get; set; } = "inference-endpoints-metrics";
}
