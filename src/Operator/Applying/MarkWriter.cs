using System.Net;
using System.Text.Json.Nodes;

using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Telemetry;
using InferenceEndpoints.Sleep;
using InferenceEndpoints.States;

using k8s.Autorest;
using k8s.Models;

using KubeOps.Abstractions.Events;
using KubeOps.KubernetesClient;

namespace InferenceEndpoints.Operator.Applying;

/// <summary>
/// Marks an endpoint to sleep when it is idle, and to wake when its schedule says so, if it is still as it was when that was decided: a mark
/// that came meanwhile wins.
/// </summary>
internal sealed partial class MarkWriter(
    IKubernetesClient client, EventPublisher publish, OperatorMetrics metrics, TimeProvider clock, ILogger<MarkWriter> logger)
{
    /// <param name="endpoint">The endpoint as it was when that was decided.</param>
    /// <param name="idleAt">When nobody used it any more.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task SleepAsync(InferenceEndpoint endpoint, DateTimeOffset idleAt, CancellationToken cancellationToken)
    {
        if (await TryWriteAsync(endpoint, Annotations.Sleep, Marks(endpoint).NextSleepTime(idleAt), cancellationToken))
        {
            metrics.Wrote(InferenceEndpoint.KubePluralName, "sleep");
            LogAsleep(logger, endpoint.Spec.Compute.Scaling.ScaleToZeroTimeout ?? ScalingSpec.DefaultScaleToZeroTimeout);
        }
    }

    /// <param name="endpoint">It sleeps.</param>
    /// <param name="until">How long its schedule keeps it awake.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    public async Task WakeAsync(InferenceEndpoint endpoint, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (await TryWriteAsync(endpoint, Annotations.Wake, Marks(endpoint).NextWakeTime(clock.GetUtcNow()), cancellationToken))
        {
            metrics.Wrote(InferenceEndpoint.KubePluralName, "wake");
            LogAwake(logger, until);
            await publish(endpoint, Reasons.Scheduled, $"Endpoint wakes by its schedule, until {until:u}", EventType.Normal, cancellationToken);
        }
    }

    private static SleepMarks Marks(InferenceEndpoint endpoint) => SleepMarks.Parse(endpoint.Metadata.Annotations);

    private async Task<bool> TryWriteAsync(InferenceEndpoint endpoint, string annotation, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = endpoint.Metadata.ResourceVersion,
                ["annotations"] = new JsonObject { [annotation] = SleepMarks.Format(time) },
            },
        };
        try
        {
            await client.PatchAsync(endpoint, new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch), cancellationToken: cancellationToken);
            return true;
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.Conflict)
        {
            return false; // It has changed, and is looked at again as it is now.
        }
    }

    [LoggerMessage(2310, LogLevel.Information, "Falls asleep: ready and without a request for {Timeout} minutes")]
    private static partial void LogAsleep(ILogger logger, int timeout);

    [LoggerMessage(2311, LogLevel.Information, "Wakes by its schedule, until {Until}")]
    private static partial void LogAwake(ILogger logger, DateTimeOffset until);
}
