using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;

using InferenceEndpoints.Gateway.Settings;

using Microsoft.Extensions.Options;

using Prometheus.Client;

namespace InferenceEndpoints.Gateway.Listening;

/// <summary>
/// The certificate of new connections; those that are open keep theirs. The files are compared by what is in them: Kubernetes swaps a symbolic link
/// above them, of which neither a watch nor a time stamp tells reliably.
/// </summary>
/// <remarks>Written by <see cref="Reload"/>, which one task calls; read by every connection.</remarks>
internal sealed class ServingCertificate(GatewayOptions options, IMetricFactory metrics, ILogger<ServingCertificate> logger)
{
    private readonly IMetricFamily<ICounter, ValueTuple<string>> reloads = metrics.CreateCounter(
        "inferenceendpoints_gateway_certificate_reloads_total", "Changes of the TLS certificate's files, by result: loaded or failed.", "result");

    private readonly IGauge expiry = metrics.CreateGauge(
        "inferenceendpoints_gateway_certificate_expiry_timestamp_seconds", "When the TLS certificate in use expires.");

    private volatile SslServerAuthenticationOptions? current;
    private CertificateFiles? tried;
    private string? complaint;

    /// <summary>What a connection is offered, once <see cref="Load"/> has been called.</summary>
    public SslServerAuthenticationOptions Current => current!;

    /// <summary>Without a certificate the process does not start.</summary>
    /// <exception cref="OptionsValidationException">It names the settings.</exception>
    public void Load()
    {
        Reload();
        if (current is null)
        {
            throw new OptionsValidationException(
                nameof(GatewayOptions.Tls),
                typeof(TlsOptions),
                [$"Gateway:Tls:CertificatePath ({options.Tls.CertificatePath}) and Gateway:Tls:KeyPath ({options.Tls.KeyPath}) must be a certificate and its key, as PEM: {complaint}"]);
        }
    }

    /// <summary>Takes what is new in the files. What cannot be read or parsed changes nothing, and is logged and counted once.</summary>
    public void Reload()
    {
        try
        {
            if (CertificateFiles.Read(options.Tls) is { } files && files != tried)
            {
                tried = files;
                Use(files.Parse());
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            Complain(exception);
        }
    }

    private void Use(SslStreamCertificateContext context)
    {
        current = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        };
        complaint = null;
        var certificate = context.TargetCertificate;
        expiry.Set(new DateTimeOffset(certificate.NotAfter).ToUnixTimeSeconds());
        reloads.WithLabels("loaded").Inc();
        logger.CertificateLoaded(certificate.Subject, certificate.NotAfter, certificate.Thumbprint);
    }

    private void Complain(Exception exception)
    {
        if (complaint != exception.Message)
        {
            complaint = exception.Message;
            reloads.WithLabels("failed").Inc();
            logger.CertificateRejected(options.Tls.CertificatePath!, options.Tls.KeyPath!, exception.Message);
        }
    }
}
