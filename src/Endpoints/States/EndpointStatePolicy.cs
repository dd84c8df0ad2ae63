using System.Globalization;

namespace InferenceEndpoints.States;

/// <summary>The state of an endpoint, with what to tell people about it.</summary>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="Message">One sentence that a person can act on.</param>
/// <param name="RecheckAt">When to look again although nothing changed; null: no need.</param>
public sealed record StateDecision(EndpointState State, string Reason, string Message, DateTimeOffset? RecheckAt = null);

public static class EndpointStatePolicy
{
    /// <summary>Hugging Face's words.</summary>
    public const string WaitingMessage = "Endpoint waiting to be scheduled";

    /// <summary>Hugging Face's words.</summary>
    public const string ReadyMessage = "Endpoint is ready";

    private const string UpdateFailedPrefix = "Update failed, the previous version keeps serving: ";
    private const string FailedPrefix = "Endpoint failed: ";

    /// <summary>Total: every observation has a state and a message. The order of the rows is their precedence.</summary>
    public static StateDecision Derive(Observation seen) => seen switch
    {
        { IsPaused: true } => new(EndpointState.Paused, Reasons.Paused, Paused(seen)),
        { Blocker: { } blocker, AllReadyReplicas: > 0 } =>
            new(EndpointState.UpdateFailed, blocker.Reason, UpdateFailedPrefix + blocker.Message),
        { Blocker: { } blocker } => new(EndpointState.Failed, blocker.Reason, FailedPrefix + blocker.Message),
        { IsAsleep: true } =>
            new(EndpointState.ScaledToZero, Reasons.ScaledToZero, "Endpoint is scaled to zero; the next request wakes it"),
        { AllReadyReplicas: > 0, IsRollingOut: true, IsFailing: true, Failure: { } failure } =>
            new(EndpointState.UpdateFailed, failure.Reason, Failing(UpdateFailedPrefix, failure, seen), seen.RecheckAt),
        { AllReadyReplicas: > 0, IsRollingOut: true } =>
            new(EndpointState.Updating, Reasons.RollingOut, Updating(seen), seen.RecheckAt),
        { ReadyReplicas: > 0 } => new(EndpointState.Running, Reasons.Ready, Running(seen), seen.RecheckAt),
        { IsFailing: true, Failure: { } failure } =>
            new(EndpointState.Failed, failure.Reason, Failing(FailedPrefix, failure, seen), seen.RecheckAt),
        { StartingReplicas: > 0 } => new(EndpointState.Initializing, Starting(seen).Reason, Starting(seen).Message, seen.RecheckAt),
        { PlacementProblem: { } problem } => new(EndpointState.Pending, problem.Reason, $"{WaitingMessage}: {problem.Message}"),
        _ => new(EndpointState.Pending, Reasons.WaitingForPlacement, WaitingMessage, seen.RecheckAt),
    };

    private static string Paused(Observation seen) => seen.Blocker is null
        ? "Endpoint is paused; set spec.paused to false to resume it"
        : $"Endpoint is paused, and cannot resume as it is: {seen.Blocker.Message}";

    /// <summary>
    /// While the kubelet backs off from pulling an image it does not say why the last attempt failed. Then the message that did say it
    /// stays, instead of coming and going with every attempt.
    /// </summary>
    private static string Failing(string prefix, ReplicaFailure failure, Observation seen) =>
        failure.Detail is null && seen.PreviousMessage?.StartsWith($"{prefix}{failure.Summary}: ", StringComparison.Ordinal) is true
            ? seen.PreviousMessage
            : prefix + failure;

    private static string Running(Observation seen) => seen.ReadyReplicas >= seen.TargetReplicas
        ? ReadyMessage
        : string.Create(CultureInfo.InvariantCulture, $"{ReadyMessage}; {seen.ReadyReplicas} of {seen.TargetReplicas} replicas serve") + Holdup(seen);

    private static string Updating(Observation seen) => string.Create(
        CultureInfo.InvariantCulture,
        $"Updating; {seen.ReadyReplicas} of {seen.TargetReplicas} replicas run the new version") + Holdup(seen);

    /// <summary>What keeps further replicas from being ready while others serve.</summary>
    private static string Holdup(Observation seen) => seen switch
    {
        { Failure: { } failure } => $"; a replica fails: {failure}",
        { PlacementProblem: { } problem } => $"; a replica waits to be scheduled: {problem.Message}",
        _ => "",
    };

    private static (string Reason, string Message) Starting(Observation seen)
    {
        var (reason, doing) = seen.Phase switch
        {
            StartupPhase.LoadingModel => (Reasons.LoadingModel, "loading the model"),
            StartupPhase.DownloadingModel when seen.Download is { } download => (Reasons.DownloadingModel, $"downloading the model, {download}"),
            StartupPhase.DownloadingModel => (Reasons.DownloadingModel, "downloading the model"),
            _ => (Reasons.PreparingContainers, "pulling images and preparing containers"),
        };
        return (reason, $"Endpoint is starting: {doing}{Holdup(seen)}");
    }
}
