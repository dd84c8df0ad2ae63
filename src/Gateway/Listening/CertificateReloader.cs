using InferenceEndpoints.Gateway.Settings;

namespace InferenceEndpoints.Gateway.Listening;

/// <summary>Looks at the certificate's files from time to time.</summary>
internal sealed class CertificateReloader(ServingCertificate certificate, GatewayOptions options, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Tls.ReloadInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            certificate.Reload();
        }
    }
}
