using k8s.Models;

namespace InferenceEndpoints.States;

/// <summary>Reduces the objects of an endpoint to the facts that its state depends on. Pure and total.</summary>
public static class Observer
{
    /// <summary>From the most to the least telling: what the user can put right comes before what he may only wait for.</summary>
    private static readonly string[] s_byImportance =
    [
        Reasons.ConfigurationError,
        Reasons.ImagePullFailed,
        Reasons.ModelDownloadFailed,
        Reasons.OutOfMemory,
        Reasons.ContainerCrashed,
        Reasons.StartupTimeout,
        Reasons.Evicted,
        Reasons.NodeLost,
    ];

    public static Observation Observe(EndpointFacts facts)
    {
        var current = Revisions.Current(facts);
        var hash = Revisions.Hash(current?.Metadata);
        var pods = facts.Pods.Where(pod => pod.Metadata.DeletionTimestamp is null).OrderBy(pod => pod.Metadata.Name, StringComparer.Ordinal).ToList();
        var isCurrent = pods.ToLookup(pod => hash is not null && Revisions.Hash(pod.Metadata) == hash);
        var old = isCurrent[false].Where(pod => !PodReader.HasEnded(pod)).ToList();
        var timeout = TimeSpan.FromSeconds(facts.Endpoint.Spec.Model.StartupTimeoutSeconds);
        var readings = isCurrent[true]
            .Where(pod => !PodReader.HasEnded(pod) || PodReader.IsEvicted(pod))
            .Select(pod => PodReader.Read(pod, timeout, facts.Accelerators, facts.Now))
            .ToList();
        var starting = readings.OfType<PodReading.Starting>().ToList();
        var failing = readings.OfType<PodReading.Failing>().ToList();

        return new Observation
        {
            IsPaused = facts.Endpoint.Spec.Paused,
            IsAsleep = facts.IsAsleep,
            Blocker = facts.Blocker,
            TargetReplicas = facts.TargetReplicas,
            ReadyReplicas = readings.OfType<PodReading.Ready>().Count(),
            ReadyOldReplicas = old.Count(PodReader.IsReady),
            StartingReplicas = starting.Count,
            PlacedReplicas = readings.Count(reading => reading is not PodReading.Unplaced),
            IsRollingOut = facts.Deployment is not null && (current is null || old.Count > 0 || WantsOldPods(facts, current)),
            Failure = failing.Select(pod => pod.Failure).MinBy(failure => Array.IndexOf(s_byImportance, failure.Reason)),
            Phase = starting.Count == 0 ? null : starting.Max(pod => pod.Phase),
            Download = facts.Download,
            PlacementProblem = PlacementProblem(readings, current, facts.Deployment),
            PreviousMessage = facts.Endpoint.Status?.Message,
            RecheckAt = starting.Select(pod => (DateTimeOffset?)pod.Deadline).Concat(failing.Select(pod => pod.Until)).Min(),
        };
    }

    private static bool WantsOldPods(EndpointFacts facts, V1ReplicaSet current) =>
        facts.ReplicaSets.Any(set => set.Spec?.Replicas > 0 && set.Metadata.Name != current.Metadata.Name);

    private static PlacementProblem? PlacementProblem(List<PodReading> readings, V1ReplicaSet? current, V1Deployment? deployment)
    {
        var ofScheduler = readings.OfType<PodReading.Unplaced>().Select(pod => pod.Problem).FirstOrDefault(problem => problem is not null);
        var refusal = current?.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "ReplicaFailure", Status: "True" })?.Message
            ?? deployment?.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "ReplicaFailure", Status: "True" })?.Message;
        return ofScheduler ?? (Words.Of(refusal) is { } words ? new PlacementProblem(Reasons.CreationRefused, words) : null);
    }
}
