using InferenceEndpoints.States;
using k8s.Models;

namespace InferenceEndpoints.Conditions;

public static class ConditionsBuilder
{
    private const string True = "True";
    private const string False = "False";

    /// <summary>All conditions, sorted by type.</summary>
    /// <param name="generation">The generation of the spec that <paramref name="decision"/> speaks of.</param>
    /// <param name="previous">The conditions so far; a transition time moves only where the status changes.</param>
    public static IReadOnlyList<V1Condition> Build(
        StateDecision decision, long generation, IEnumerable<V1Condition>? previous, DateTimeOffset now)
    {
        var before = (previous ?? []).ToLookup(condition => condition.Type);
        var isWorking = decision.State is EndpointState.Pending or EndpointState.Initializing or EndpointState.Updating;
        var isStalled = decision.State is EndpointState.Failed or EndpointState.UpdateFailed;
        var statuses = new List<(string Type, string Status)>
        {
            (ConditionTypes.Progressing, isWorking ? True : False),
            (ConditionTypes.Reconciling, isWorking ? True : False),
            (ConditionTypes.Stalled, isStalled ? True : False),
        };

        // kstatus takes Ready=False for "in progress", and a GitOps tool would wait for ever for an endpoint that is paused on purpose;
        // Ready=True would tell 'kubectl wait' that it serves. Without Ready both read it right.
        if (decision.State != EndpointState.Paused)
        {
            var isReady = decision.State.IsServing() || decision.State is EndpointState.ScaledToZero;
            statuses.Insert(1, (ConditionTypes.Ready, isReady ? True : False));
        }

        return
        [
            .. statuses.Select(row => new V1Condition
            {
                Type = row.Type,
                Status = row.Status,
                Reason = decision.Reason,
                Message = decision.Message,
                ObservedGeneration = generation,
                LastTransitionTime = TransitionTime(before[row.Type].FirstOrDefault(), row.Status, now),
            }),
        ];
    }

    private static DateTime TransitionTime(V1Condition? before, string status, DateTimeOffset now) =>
        before is { LastTransitionTime: { } time } && before.Status == status ? time : now.UtcDateTime.ToWholeSeconds();
}
