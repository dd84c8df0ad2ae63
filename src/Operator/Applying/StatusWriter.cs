using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Telemetry;
using InferenceEndpoints.States;

using k8s;

using KubeOps.Abstractions.Events;
using KubeOps.KubernetesClient;

namespace InferenceEndpoints.Operator.Applying;

/// <summary>Writes a status when it differs from the stored one, and an Event when the state does.</summary>
internal sealed partial class StatusWriter(
    IKubernetesClient client, IInformer<InferenceEndpoint> endpoints, EventPublisher publish, OperatorMetrics metrics, ILogger<StatusWriter> logger)
{
    public async Task WriteAsync(InferenceEndpoint endpoint, InferenceEndpointStatus status, CancellationToken cancellationToken)
    {
        var previous = endpoint.Status;
        if (previous is not null && KubernetesJson.Serialize(previous) == KubernetesJson.Serialize(status))
        {
            return;
        }

        var written = await client.UpdateStatusAsync(
            new InferenceEndpoint { Metadata = endpoint.Metadata, Spec = endpoint.Spec, Status = status }, cancellationToken);
        endpoints.Offer(written);
        metrics.Wrote(InferenceEndpoint.KubePluralName, "status");

        var reason = Reason(status);
        var isNews = (previous?.State, Reason(previous)) != (status.State, reason);
        // Every endpoint begins by waiting: that is no news. What it waits for is.
        if (!isNews || (previous?.State is null && reason == Reasons.WaitingForPlacement))
        {
            return;
        }

        LogState(logger, previous?.State, status.State, reason, status.Message);
        var isBad = EndpointStates.FromWord(status.State) is EndpointState.Failed or EndpointState.UpdateFailed;
        await publish(endpoint, reason, status.Message ?? "", isBad ? EventType.Warning : EventType.Normal, cancellationToken);
    }

    // Every condition carries the reason of the one decision.
    private static string Reason(InferenceEndpointStatus? status) => status?.Conditions?.FirstOrDefault()?.Reason ?? "";

    [LoggerMessage(2201, LogLevel.Information, "State {OldState} -> {State}: {Reason}: {Message}")]
    private static partial void LogState(ILogger logger, string? oldState, string? state, string reason, string? message);
}
