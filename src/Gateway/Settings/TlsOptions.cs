using System.ComponentModel.DataAnnotations;

namespace InferenceEndpoints.Gateway.Settings;

/// <summary>
/// TLS on a port of its own. The files are those of a mounted Secret of type <c>kubernetes.io/tls</c>, so that nobody needs the right to read it.
/// </summary>
public sealed class TlsOptions : IValidatableObject
{
    /// <summary>The certificate and those between it and the root, as PEM. Default null: no TLS.</summary>
    public string? CertificatePath { get; set; }

    /// <summary>The certificate's private key, as PEM.</summary>
    public string? KeyPath { get; set; }

    /// <summary>TCP port for callers from anywhere. Default 8443.</summary>
    [Range(0, 65535, ErrorMessage = "Gateway:Tls:Port must be between 0 (any free port) and 65535")]
    public int Port { get; set; } = 8443;

    /// <summary>How often the files are looked at. Default 10 s: the kubelet itself takes up to a minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00", ErrorMessage = "Gateway:Tls:ReloadInterval must be between 100 ms and 1 hour")]
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(10);

    public bool IsEnabled => !string.IsNullOrEmpty(CertificatePath);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(CertificatePath) != string.IsNullOrEmpty(KeyPath))
        {
            yield return new ValidationResult("Gateway:Tls:CertificatePath and Gateway:Tls:KeyPath belong together: set both, or neither");
        }
    }
}
