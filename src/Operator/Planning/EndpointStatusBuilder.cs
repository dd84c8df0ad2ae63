using System.Globalization;

using InferenceEndpoints.Conditions;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Desired;
using InferenceEndpoints.Operator.Settings;
using InferenceEndpoints.Schedules;
using InferenceEndpoints.Starts;
using InferenceEndpoints.States;
using InferenceEndpoints.Validation;

namespace InferenceEndpoints.Operator.Planning;

/// <summary>Writes a decision down as the endpoint's status.</summary>
internal static class EndpointStatusBuilder
{
    /// <param name="facts">What the decision rests on.</param>
    /// <param name="observation">The same, reduced.</param>
    /// <param name="decision">The state.</param>
    /// <param name="instance">The hardware; null: as the last status said.</param>
    /// <param name="revision">What should run; null: nothing can be rolled out.</param>
    /// <param name="ignored">Marks on the endpoint that could not be read.</param>
    /// <param name="urls">How URLs are formed.</param>
    public static InferenceEndpointStatus Build(
        EndpointFacts facts,
        Observation observation,
        StateDecision decision,
        InstanceType? instance,
        ModelRevision? revision,
        IReadOnlyList<ValidationError> ignored,
        UrlOptions urls)
    {
        var endpoint = facts.Endpoint;
        var previous = endpoint.Status;
        var start = StartProgress.Of(facts, observation);
        var generation = endpoint.Metadata.Generation ?? 0;
        return new InferenceEndpointStatus
        {
            State = decision.State.ToWord(),
            Message = ignored.Count == 0 ? decision.Message : $"{decision.Message}. {string.Join("; ", ignored)}",
            Url = EndpointUrl.Of(endpoint, urls),
            Id = Names.UrlId(endpoint),
            Ready = string.Create(CultureInfo.InvariantCulture, $"{observation.AllReadyReplicas}/{facts.TargetReplicas}"),
            ReadyReplica = observation.AllReadyReplicas,
            TargetReplica = facts.TargetReplicas,
            Instance = instance?.Metadata.Name ?? previous?.Instance,
            PlacedRevision = observation.PlacedReplicas > 0 ? revision?.Name : previous?.PlacedRevision,
            ObservedGeneration = generation,
            LastActivityTime = previous?.LastActivityTime,
            StartingSince = start.Since,
            DownloadPercent = observation.Phase == StartupPhase.DownloadingModel ? observation.Download?.Percent : null,
            LastStart = start.Last,
            Schedule = Schedule(endpoint.Spec, facts.Now),
            Conditions = [.. ConditionsBuilder.Build(decision, generation, previous?.Conditions, facts.Now)],
        };
    }

    private static EndpointSchedule? Schedule(InferenceEndpointSpec spec, DateTimeOffset now)
    {
        if (spec.Paused || spec.ColdStart?.Schedule is null)
        {
            return null;
        }

        var schedule = AwakeSchedule.Of(spec);
        var until = schedule.OpenUntil(now);
        return new EndpointSchedule { AwakeUntil = until?.UtcDateTime, NextWakeTime = schedule.NextStart(until ?? now)?.UtcDateTime };
    }
}
