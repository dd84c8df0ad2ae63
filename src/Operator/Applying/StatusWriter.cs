using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Telemetry;
using InferenceEndpoints.Starts;
using InferenceEndpoints.States;

using k8s;

using KubeOps.Abstractions.Events;
using KubeOps.KubernetesClient;

namespace InferenceEndpoints.Operator.Applying;

/// <summary>Writes a status when it differs from the stored one, and an Event when the state does or a start has ended.</summary>
internal sealed partial class StatusWriter(
    IKubernetesClient client, IInformer<InferenceEndpoint> endpoints, EventPublisher publish, OperatorMetrics metrics, ILogger<StatusWriter> logger)
{
    /// <returns>Whether it differed.</returns>
    public async Task<bool> WriteAsync(InferenceEndpoint endpoint, InferenceEndpointStatus status, CancellationToken cancellationToken)
    {
        var previous = endpoint.Status;
        if (previous is not null && KubernetesJson.Serialize(previous) == KubernetesJson.Serialize(status))
        {
            return false;
        }

        var written = await client.UpdateStatusAsync(
            new InferenceEndpoint { Metadata = endpoint.Metadata, Spec = endpoint.Spec, Status = status }, cancellationToken);
        endpoints.Offer(written);
        metrics.Wrote(InferenceEndpoint.KubePluralName, "status");

        await TellStateAsync(endpoint, status, cancellationToken);
        await TellStartAsync(endpoint, status, cancellationToken);
        return true;
    }

    private async Task TellStartAsync(InferenceEndpoint endpoint, InferenceEndpointStatus status, CancellationToken cancellationToken)
    {
        if (status.LastStart is not { } start)
        {
            return;
        }

        var known = endpoint.Status?.LastStart is { } before && before.Pod == start.Pod ? before : null;
        if (known is not null && known.FirstByteAt == start.FirstByteAt)
        {
            return;
        }

        var message = StartTimeline.Describe(start);
        metrics.Started(start, known);
        LogStarted(logger, message);
        await publish(endpoint, known is null ? Reasons.Started : Reasons.Answered, message, EventType.Normal, cancellationToken);
    }

    private async Task TellStateAsync(InferenceEndpoint endpoint, InferenceEndpointStatus status, CancellationToken cancellationToken)
    {
        var previous = endpoint.Status;
        var (reason, message) = Decision(status);
        var isNews = (previous?.State, Decision(previous).Reason) != (status.State, reason);
        // Every endpoint begins by waiting: that is no news. What it waits for is.
        if (!isNews || (previous?.State is null && reason == Reasons.WaitingForPlacement))
        {
            return;
        }

        if (previous?.State == status.State)
        {
            LogReason(logger, status.State, reason, message);
        }
        else
        {
            LogState(logger, previous?.State, status.State, reason, message);
        }

        var isBad = EndpointStates.FromWord(status.State) is EndpointState.Failed or EndpointState.UpdateFailed;
        await publish(endpoint, reason, message, isBad ? EventType.Warning : EventType.Normal, cancellationToken);
    }

    // Every condition carries the one decision. The status' own message may say more, such as of annotations that cannot be read.
    private static (string Reason, string Message) Decision(InferenceEndpointStatus? status) =>
        status?.Conditions is [var condition, ..] ? (condition.Reason ?? "", condition.Message ?? "") : ("", "");

    [LoggerMessage(2201, LogLevel.Information, "State {OldState} -> {State}: {Reason}: {Message}")]
    private static partial void LogState(ILogger logger, string? oldState, string? state, string reason, string message);

    [LoggerMessage(2203, LogLevel.Information, "Started: {Message}")]
    private static partial void LogStarted(ILogger logger, string message);

    [LoggerMessage(2202, LogLevel.Information, "Still {State}: {Reason}: {Message}")]
    private static partial void LogReason(ILogger logger, string? state, string reason, string message);
}
