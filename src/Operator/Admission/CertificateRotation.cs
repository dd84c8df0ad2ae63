using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;

using InferenceEndpoints.Operator.Settings;

using k8s.Autorest;
using k8s.Models;

using KubeOps.Abstractions.Rbac;
using KubeOps.KubernetesClient;

namespace InferenceEndpoints.Operator.Admission;

/// <summary>
/// Keeps a certificate for the names that the webhook configuration calls this process by, and keeps it in the configuration's
/// <c>caBundle</c>. Each replica does so for itself: a private key never leaves its process, and there is nothing to share.
/// </summary>
[EntityRbac(typeof(V1ValidatingWebhookConfiguration), Verbs = RbacVerb.Get | RbacVerb.Patch)]
internal sealed partial class CertificateRotation(
    IKubernetesClient client, ServingCertificates certificates, OperatorOptions options, TimeProvider clock, ILogger<CertificateRotation> logger)
    : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    // A container that restarts in its pod keeps its name, and replaces what it trusted before.
    private readonly string replica = $"{Environment.MachineName}:{options.Admission.Port}";
    private readonly string name = options.Admission.Configuration;
    private bool isMissing;

    /// <summary>One look at the configuration.</summary>
    internal async Task RotateAsync(CancellationToken cancellationToken)
    {
        var configuration = await client.GetAsync<V1ValidatingWebhookConfiguration>(name, cancellationToken: cancellationToken);
        if (configuration is null && !isMissing)
        {
            LogMissing(logger, name);
        }

        isMissing = configuration is null;
        if (configuration is null)
        {
            return;
        }

        var now = clock.GetUtcNow();
        certificates.Renew(replica, Hosts(configuration), now);
        await PublishAsync(configuration, now, cancellationToken);
        if (certificates.Published(now))
        {
            LogServing(logger, certificates.Serving!.NotAfter.ToUniversalTime());
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
                LogConflict(logger, name); // Another replica was faster: the next look sees what it wrote.
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, exception, name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static ImmutableArray<string> Hosts(V1ValidatingWebhookConfiguration configuration) =>
    [
        .. (configuration.Webhooks ?? [])
            .Select(webhook => webhook.ClientConfig switch
            {
                { Service: { } service } => $"{service.Name}.{service.NamespaceProperty}.svc",
                { Url: { } url } => new Uri(url).Host,
                _ => "",
            })
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    private async Task PublishAsync(V1ValidatingWebhookConfiguration configuration, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var subject = ServingCertificate.Subject(replica);
        var changes = new JsonArray();
        foreach (var webhook in configuration.Webhooks ?? [])
        {
            var bundle = TrustBundle.With(webhook.ClientConfig?.CaBundle, subject, certificates.All, now);
            if (!bundle.AsSpan().SequenceEqual(webhook.ClientConfig?.CaBundle))
            {
                changes.Add(new JsonObject
                {
                    ["name"] = webhook.Name,
                    ["clientConfig"] = new JsonObject { ["caBundle"] = Convert.ToBase64String(bundle) },
                });
            }
        }

        if (changes.Count > 0)
        {
            // With the version that was read, so that two replicas at once cannot undo each other.
            var patch = new JsonObject
            {
                ["metadata"] = new JsonObject { ["resourceVersion"] = configuration.Metadata.ResourceVersion },
                ["webhooks"] = changes,
            };
            await client.PatchAsync<V1ValidatingWebhookConfiguration>(
                new V1Patch(patch.ToJsonString(), V1Patch.PatchType.StrategicMergePatch), name, cancellationToken: cancellationToken);
        }
    }

    [LoggerMessage(2402, LogLevel.Information, "There is no ValidatingWebhookConfiguration {Name}: nothing asks this webhook")]
    private static partial void LogMissing(ILogger logger, string name);

    [LoggerMessage(2403, LogLevel.Information, "The webhook serves a new certificate, valid until {Expiry}")]
    private static partial void LogServing(ILogger logger, DateTime expiry);

    [LoggerMessage(2404, LogLevel.Debug, "ValidatingWebhookConfiguration {Name} was changed by somebody else at the same time")]
    private static partial void LogConflict(ILogger logger, string name);

    [LoggerMessage(2405, LogLevel.Warning, "The certificate of the webhook could not be kept in ValidatingWebhookConfiguration {Name}")]
    private static partial void LogFailed(ILogger logger, Exception exception, string name);
}
