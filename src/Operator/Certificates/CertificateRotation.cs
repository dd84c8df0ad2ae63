using System.Net;

using k8s.Autorest;

namespace InferenceEndpoints.Operator.Certificates;

/// <summary>
/// Keeps a certificate for the names that a registration calls this process by, and keeps it in the registration's <c>caBundle</c>. Each
/// replica does so for itself: a private key never leaves its process, and there is nothing to share.
/// </summary>
/// <param name="registration">Where API servers look.</param>
/// <param name="certificates">What the port serves.</param>
/// <param name="port">The port.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Who hears of it.</param>
internal sealed partial class CertificateRotation(
    IRegistration registration, ServingCertificates certificates, int port, TimeProvider clock, ILogger<CertificateRotation> logger)
    : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    // A container that restarts in its pod keeps its name, and replaces what it trusted before.
    private readonly string replica = $"{Environment.MachineName}:{port}";
    private bool isMissing;

    /// <summary>One look at the registration.</summary>
    internal async Task RotateAsync(CancellationToken cancellationToken)
    {
        var trust = await registration.ReadAsync(cancellationToken);
        if (trust is null && !isMissing)
        {
            LogMissing(logger, registration.Object);
        }

        isMissing = trust is null;
        if (trust is null)
        {
            return;
        }

        var now = clock.GetUtcNow();
        certificates.Renew(replica, trust.Hosts, now);
        await PublishAsync(trust, now, cancellationToken);
        if (certificates.Published(now))
        {
            LogServing(logger, registration.Object, certificates.Serving!.NotAfter.ToUniversalTime());
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await RotateAsync(stoppingToken);
            }
            catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.Conflict)
            {
                LogConflict(logger, registration.Object); // Another replica was faster: the next look sees what it wrote.
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, exception, registration.Object);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task PublishAsync(RegisteredTrust trust, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var subject = ServingCertificate.Subject(replica);
        var changed = trust.Bundles
            .Select(bundle => (bundle.Key, Old: bundle.Value, New: TrustBundle.With(bundle.Value, subject, certificates.All, now)))
            .Where(bundle => !bundle.New.AsSpan().SequenceEqual(bundle.Old))
            .ToDictionary(bundle => bundle.Key, bundle => bundle.New, StringComparer.Ordinal);
        if (changed.Count > 0)
        {
            await registration.WriteAsync(trust, changed, cancellationToken);
        }
    }

    [LoggerMessage(2402, LogLevel.Information, "There is no {Object} that leads here: nothing asks this process by it")]
    private static partial void LogMissing(ILogger logger, string @object);

    [LoggerMessage(2403, LogLevel.Information, "The port of {Object} serves a new certificate, valid until {Expiry}")]
    private static partial void LogServing(ILogger logger, string @object, DateTime expiry);

    [LoggerMessage(2404, LogLevel.Debug, "{Object} was changed by somebody else at the same time")]
    private static partial void LogConflict(ILogger logger, string @object);

    [LoggerMessage(2405, LogLevel.Warning, "The certificate could not be kept in {Object}")]
    private static partial void LogFailed(ILogger logger, Exception exception, string @object);
}
