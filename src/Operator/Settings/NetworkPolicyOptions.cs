using System.ComponentModel.DataAnnotations;

using Microsoft.Extensions.Options;

namespace InferenceEndpoints.Operator.Settings;

/// <summary>Who reaches the replicas of endpoints. Where the network knows no policies it changes nothing.</summary>
public sealed class NetworkPolicyOptions
{
    /// <summary>Make a NetworkPolicy for each endpoint. Default off, since the defaults below fit only an operator that was installed by them.</summary>
    public bool Enabled { get; set; }

    /// <summary>The gateway's pods. Default: those of <c>deploy/base</c>.</summary>
    [Required]
    [ValidateObjectMembers]
    public PodsOptions Gateway { get; set; } = new()
    {
        Namespace = "inference-endpoints",
        Labels = "app.kubernetes.io/part-of=inference-endpoints,app.kubernetes.io/component=gateway",
    };

    /// <summary>The operator's own pods, which ask how far a download is. Default: those of <c>deploy/base</c>.</summary>
    [Required]
    [ValidateObjectMembers]
    public PodsOptions Operator { get; set; } = new()
    {
        Namespace = "inference-endpoints",
        Labels = "app.kubernetes.io/part-of=inference-endpoints,app.kubernetes.io/component=operator",
    };

    /// <summary>Who else may, such as a Prometheus that reads the model servers' metrics. Default nobody.</summary>
    [ValidateEnumeratedItems]
    public IList<PodsOptions> Others { get; } = [];
}
