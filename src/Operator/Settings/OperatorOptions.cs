using System.ComponentModel.DataAnnotations;

using InferenceEndpoints.Hosting;

using Microsoft.Extensions.Options;

namespace InferenceEndpoints.Operator.Settings;

/// <summary>Settings of the operator process. Configuration section <c>Operator</c>; environment variables <c>Operator__Name</c>.</summary>
public sealed class OperatorOptions
{
    /// <summary>The only namespaces to watch, such as <c>team-a,team-b</c>; null or empty: all of them. Default: all.</summary>
    [RegularExpression(NamespaceList.Pattern, ErrorMessage = "Operator:Namespace must be names of namespaces, with commas in between")]
    public string? Namespace { get; set; }

    /// <summary>Endpoints reconciled at the same time. Default 8: on two cores more only adds memory.</summary>
    [Range(1, 256, ErrorMessage = "Operator:MaxParallelReconciles must be between 1 and 256")]
    public int MaxParallelReconciles { get; set; } = 8;

    /// <summary>TCP port, on all addresses, of <c>/metrics</c>, <c>/healthz</c> and <c>/readyz</c>. Default 8080.</summary>
    [Range(1, 65535, ErrorMessage = "Operator:Port must be between 1 and 65535")]
    public int Port { get; set; } = 8080;

    /// <summary>The address that <see cref="Port"/> listens on. Default <c>0.0.0.0</c>: the kubelet probes it.</summary>
    [Required(ErrorMessage = "Operator:ListenAddress must be an IP address")]
    [RegularExpression(@"^([0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)$", ErrorMessage = "Operator:ListenAddress must be an IP address")]
    public string ListenAddress { get; set; } = "0.0.0.0";

    /// <summary>Elect a leader by a Lease. Off only where a single process is certain. Default on.</summary>
    public bool LeaderElection { get; set; } = true;

    /// <summary>How endpoints are reached from outside.</summary>
    [Required]
    [ValidateObjectMembers]
    public UrlOptions Url { get; set; } = new();

    /// <summary>Who uses which endpoint.</summary>
    [Required]
    [ValidateObjectMembers]
    public ActivityOptions Activity { get; set; } = new();

    /// <summary>The validating webhook.</summary>
    [Required]
    [ValidateObjectMembers]
    public AdmissionOptions Admission { get; set; } = new();

    /// <summary>Who reaches the replicas.</summary>
    [Required]
    [ValidateObjectMembers]
    public NetworkPolicyOptions NetworkPolicy { get; set; } = new();

    /// <summary>Who moves the number of replicas.</summary>
    [Required]
    public AutoscalingOptions Autoscaling { get; set; } = new();

    /// <summary>The metrics that autoscalers ask for.</summary>
    [Required]
    [ValidateObjectMembers]
    public MetricsApiOptions MetricsApi { get; set; } = new();

    /// <summary>How busy GPUs are.</summary>
    [Required]
    [ValidateObjectMembers]
    public GpuMetricsOptions GpuMetrics { get; set; } = new();

    /// <summary>What the endpoints of a namespace may take; the first that names a namespace holds. Default: as much as they like.</summary>
    [ValidateEnumeratedItems]
    public IList<LimitOptions> Limits { get; } = [];

    /// <summary>Defaults for model pods. A change reaches an endpoint with its next spec change, never by a restart of its pods.</summary>
    [Required]
    [ValidateObjectMembers]
    public ModelDefaults Models { get; set; } = new();
}
