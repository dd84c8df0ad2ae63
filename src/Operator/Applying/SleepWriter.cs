using System.Net;
using System.Text.Json.Nodes;

using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Telemetry;
using InferenceEndpoints.Sleep;

using k8s.Autorest;
using k8s.Models;

using KubeOps.KubernetesClient;

namespace InferenceEndpoints.Operator.Applying;

/// <summary>Marks an idle endpoint to sleep, if it is still as it was when that was decided: a wake mark that came meanwhile wins.</summary>
internal sealed partial class SleepWriter(IKubernetesClient client, OperatorMetrics metrics, ILogger<SleepWriter> logger)
{
    /// <param name="endpoint">The endpoint as it was when that was decided.</param>
    /// <param name="idleAt">When nobody used it any more.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task WriteAsync(InferenceEndpoint endpoint, DateTimeOffset idleAt, CancellationToken cancellationToken)
    {
        var marked = SleepMarks.Parse(endpoint.Metadata.Annotations).NextSleepTime(idleAt);
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = endpoint.Metadata.ResourceVersion,
                ["annotations"] = new JsonObject { [Annotations.Sleep] = SleepMarks.Format(marked) },
            },
        };
        try
        {
            await client.PatchAsync(endpoint, new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch), cancellationToken: cancellationToken);
            metrics.Wrote(InferenceEndpoint.KubePluralName, "sleep");
            LogAsleep(logger, endpoint.Spec.Compute.Scaling.ScaleToZeroTimeout ?? ScalingSpec.DefaultScaleToZeroTimeout);
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.Conflict)
        {
            // It has changed, and is looked at again as it is now.
        }
    }

    [LoggerMessage(2310, LogLevel.Information, "Falls asleep: ready and without a request for {Timeout} minutes")]
    private static partial void LogAsleep(ILogger logger, int timeout);
}
