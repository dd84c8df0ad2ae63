using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using InferenceEndpoints.Informers;
using k8s;
using k8s.Autorest;
using k8s.Models;
using KubeOps.Abstractions.Builder;
using KubeOps.Abstractions.Events;
using KubeOps.KubernetesClient;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeOps.Operator.Events;

/// <summary>
/// Writes Events one after the other, apart from the reconciles that publish them: a slow API server delays Events, not work. At most 1,000
/// wait; at shutdown those are written, as long as the host lets them.
/// </summary>
internal sealed class EventRecorder(
    IKubernetesClient client,
    OperatorSettings settings,
    TimeProvider clock,
    ILogger<EventRecorder> logger) : BackgroundService
{
    private const int Capacity = 1_000;

    /// <summary>The API server's limit.</summary>
    private const int LongestMessage = 1_024;

    /// <summary>Leaves room for a dot and a Guid in the 253 characters that a name may have.</summary>
    private const int LongestNamePart = 220;

    private readonly EventCorrelator correlator = new(clock);
    private readonly Channel<Occurrence> waiting = Channel.CreateBounded<Occurrence>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    /// <inheritdoc cref="EventPublisher"/>
    public Task PublishAsync(
        IKubernetesObject<V1ObjectMeta> entity, string reason, string message, EventType type, CancellationToken cancellationToken)
    {
        var shortened = message.Length <= LongestMessage ? message : message[..LongestMessage];
        var occurrence = new Occurrence(NamespacedName.Of(entity), ReferenceTo(entity), reason, shortened, type, clock.GetUtcNow());
        if (!waiting.Writer.TryWrite(occurrence))
        {
            logger.EventDropped(reason, occurrence.Object, waiting.Reader.Count);
        }

        return Task.CompletedTask;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        waiting.Writer.TryComplete();
        if (ExecuteTask is { } writing)
        {
            // Faults of it are the host's to see; here only its end counts.
            await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var occurrence in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await RecordAsync(occurrence, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.EventFailed(exception, occurrence.Reason, occurrence.Object);
            }
        }
    }

    private async Task RecordAsync(Occurrence occurrence, CancellationToken cancellationToken)
    {
        var identity = occurrence.Identity;
        if (correlator.IsTooNoisy(identity))
        {
            logger.EventLimited(occurrence.Reason, occurrence.Object);
            return;
        }

        if (correlator.Find(identity) is not { } known || await CountAsync(known, occurrence, cancellationToken) is not { } written)
        {
            written = await CreateAsync(occurrence, cancellationToken);
        }

        correlator.Remember(identity, written);
    }

    /// <summary>Null when the Event has expired, which it does after an hour.</summary>
    private async Task<RecordedEvent?> CountAsync(RecordedEvent known, Occurrence occurrence, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            ["count"] = known.Count + 1,
            ["lastTimestamp"] = occurrence.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
        try
        {
            await client.PatchAsync<Corev1Event>(
                new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch),
                known.Name,
                NamespaceOf(occurrence),
                cancellationToken: cancellationToken);
            return known with { Count = known.Count + 1 };
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task<RecordedEvent> CreateAsync(Occurrence occurrence, CancellationToken cancellationToken)
    {
        // As client-go names them: the object's name, so that they sort together, and something unique.
        var entity = occurrence.Object.Name;
        var name = $"{(entity.Length > LongestNamePart ? entity[..LongestNamePart].TrimEnd('.', '-') : entity)}.{Guid.CreateVersion7(occurrence.Time):N}";
        await client.CreateAsync(
            new Corev1Event
            {
                ApiVersion = Corev1Event.KubeApiVersion,
                Kind = Corev1Event.KubeKind,
                Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = NamespaceOf(occurrence) },
                InvolvedObject = occurrence.Reference,
                Type = occurrence.Type.ToString(),
                Reason = occurrence.Reason,
                Message = occurrence.Message,
                Count = 1,
                FirstTimestamp = occurrence.Time.UtcDateTime,
                LastTimestamp = occurrence.Time.UtcDateTime,
                Source = new V1EventSource { Component = settings.Name },
                ReportingComponent = settings.Name,
                ReportingInstance = Environment.MachineName,
            },
            cancellationToken);
        return new RecordedEvent(name, 1);
    }

    /// <summary>Events of what is cluster-scoped live in the default namespace; the API server insists.</summary>
    private static string NamespaceOf(Occurrence occurrence) => occurrence.Object.Namespace is { Length: > 0 } ns ? ns : "default";

    private static V1ObjectReference ReferenceTo(IKubernetesObject<V1ObjectMeta> entity)
    {
        // The items of a list do not say what they are.
        var kind = entity.GetType().GetCustomAttribute<KubernetesEntityAttribute>();
        return new V1ObjectReference
        {
            ApiVersion = entity.ApiVersion ?? (string.IsNullOrEmpty(kind?.Group) ? kind?.ApiVersion : $"{kind.Group}/{kind.ApiVersion}"),
            Kind = entity.Kind ?? kind?.Kind,
            Name = entity.Metadata.Name,
            NamespaceProperty = entity.Metadata.NamespaceProperty,
            Uid = entity.Metadata.Uid,
            ResourceVersion = entity.Metadata.ResourceVersion,
        };
    }
}
