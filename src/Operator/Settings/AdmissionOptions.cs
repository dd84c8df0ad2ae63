using System.ComponentModel.DataAnnotations;

namespace InferenceEndpoints.Operator.Settings;

/// <summary>The webhooks, a validating and a defaulting one. They are called once <c>deploy/webhook</c> is applied.</summary>
public sealed class AdmissionOptions
{
    /// <summary>The name of both webhook configurations of <c>deploy/webhook</c>, and the only ones that the operator may change.</summary>
    public const string DefaultConfiguration = "inference-endpoints";

    /// <summary>Serve the webhooks. Default off: without <c>deploy/webhook</c> nothing calls them.</summary>
    public bool Enabled { get; set; }

    /// <summary>TCP port, on <see cref="OperatorOptions.ListenAddress"/>, with TLS. Default 9443.</summary>
    [Range(1, 65535, ErrorMessage = "Operator:Admission:Port must be between 1 and 65535")]
    public int Port { get; set; } = 9443;

    /// <summary>The ValidatingWebhookConfiguration and the MutatingWebhookConfiguration whose <c>caBundle</c> the operator keeps.</summary>
    [Required(ErrorMessage = "Operator:Admission:Configuration must name a ValidatingWebhookConfiguration")]
    public string Configuration { get; set; } = DefaultConfiguration;
}
