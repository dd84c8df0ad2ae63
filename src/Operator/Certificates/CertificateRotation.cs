using System.Net;

using k8s.Autorest;

namespace InferenceEndpoints.Operator.Certificates;

/// <summary>
/// Keeps a certificate for the names that registrations call this process by, and keeps it in each registration's <c>caBundle</c>. Each
/// replica does so for itself: a private key never leaves its process, and there is nothing to share.
/// </summary>
/// <param name="registrations">Where API servers look.</param>
/// <param name="certificates">What the port serves.</param>
/// <param name="port">The port.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Who hears of it.</param>
internal sealed partial class CertificateRotation(
    IReadOnlyList<IRegistration> registrations, ServingCertificates certificates, int port, TimeProvider clock, ILogger<CertificateRotation> logger)
    : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>After a look that came to nothing: until then the API server may trust no certificate of this process.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    // A container that restarts in its pod keeps its name, and replaces what it trusted before.
    private readonly string replica = $"{Environment.MachineName}:{port}";
    private readonly string objects = string.Join(" and ", registrations.Select(registration => registration.Object));
    private readonly HashSet<string> missing = new(StringComparer.Ordinal);

    /// <summary>One look at the registrations.</summary>
    internal async Task RotateAsync(CancellationToken cancellationToken)
    {
        var registered = await ReadAsync(cancellationToken);
        if (registered.Count == 0)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var hosts = registered.SelectMany(each => each.Trust.Hosts).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        certificates.Renew(replica, [.. hosts], now);
        foreach (var (registration, trust) in registered)
        {
            await PublishAsync(registration, trust, now, cancellationToken);
        }

        if (certificates.Published(now))
        {
            LogServing(logger, objects, certificates.Serving!.NotAfter.ToUniversalTime());
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(await TryRotateAsync(stoppingToken) ? Interval : RetryInterval, clock, stoppingToken);
        }
    }

    private async Task<bool> TryRotateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RotateAsync(cancellationToken);
            return true;
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.Conflict)
        {
            LogConflict(logger, objects); // Another replica was faster: the next look sees what it wrote.
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(logger, exception, objects);
        }

        return false;
    }

    private async Task<IReadOnlyList<(IRegistration Registration, RegisteredTrust Trust)>> ReadAsync(CancellationToken cancellationToken)
    {
        var registered = new List<(IRegistration Registration, RegisteredTrust Trust)>();
        foreach (var registration in registrations)
        {
            if (await registration.ReadAsync(cancellationToken) is { } trust)
            {
                missing.Remove(registration.Object);
                registered.Add((registration, trust));
            }
            else if (missing.Add(registration.Object))
            {
                LogMissing(logger, registration.Object);
            }
        }

        return registered;
    }

    private async Task PublishAsync(IRegistration registration, RegisteredTrust trust, DateTimeOffset now, CancellationToken cancellationToken)
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
