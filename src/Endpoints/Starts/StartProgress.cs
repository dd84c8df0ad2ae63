using InferenceEndpoints.Entities;
using InferenceEndpoints.States;

namespace InferenceEndpoints.Starts;

/// <summary>
/// How far a start is. One begins when replicas are wanted after there were to be none, or of another pod template, and ends with the first
/// replica that is ready. A replica that comes beside others, or in place of one that was lost, starts nothing.
/// </summary>
/// <param name="Since">When the start under way began; null: none is.</param>
/// <param name="Last">The last one that ended.</param>
public sealed record StartProgress(DateTime? Since, EndpointStart? Last)
{
    public static StartProgress Of(EndpointFacts facts, Observation observation)
    {
        var last = facts.Endpoint.Status?.LastStart;
        if (Begin(facts) is not { } since)
        {
            return new StartProgress(null, last);
        }

        return observation.ReadyReplicas == 0
            ? new StartProgress(since, last)
            : new StartProgress(null, Ended(facts, since) ?? last);
    }

    private static DateTime? Begin(EndpointFacts facts)
    {
        var (endpoint, now) = (facts.Endpoint, facts.Now.UtcDateTime.ToWholeSeconds());
        return endpoint.Status switch
        {
            _ when facts.TargetReplicas == 0 => null,
            null or { State: null } => endpoint.Metadata.CreationTimestamp ?? now,
            { TargetReplica: null or 0 } before => before.State == EndpointState.ScaledToZero.ToWord() && facts.WakeTime < facts.Now
                ? facts.WakeTime.Value.UtcDateTime.ToWholeSeconds()
                : now,
            _ when facts is { Blocker: null, IsDeploymentCurrent: false } => now,
            var before => before.StartingSince,
        };
    }

    private static EndpointStart? Ended(EndpointFacts facts, DateTime since)
    {
        var hash = Revisions.Hash(Revisions.Current(facts)?.Metadata);
        var first = facts.Pods
            .Where(pod => pod.Metadata.DeletionTimestamp is null && Revisions.Hash(pod.Metadata) == hash)
            .Where(pod => StartTimeline.ReadySince(pod) is not null)
            .MinBy(StartTimeline.ReadySince);
        return first is null ? null : StartTimeline.Of(first, since);
    }
}
