using System.Globalization;
using InferenceEndpoints.Capacity;
using k8s.Models;

namespace InferenceEndpoints.States;

internal static class PodReader
{
    /// <param name="pod">One of the current spec.</param>
    /// <param name="startupTimeout">How long it may take from its placement on.</param>
    /// <param name="accelerators">What the cluster has; null: unknown.</param>
    /// <param name="now">The time.</param>
    public static PodReading Read(V1Pod pod, TimeSpan startupTimeout, ClusterAccelerators? accelerators, DateTimeOffset now)
    {
        if (IsReady(pod))
        {
            return new PodReading.Ready();
        }

        if (string.IsNullOrEmpty(pod.Spec?.NodeName))
        {
            return new PodReading.Unplaced(SchedulerProblem(pod, accelerators));
        }

        if (IsEvicted(pod))
        {
            return new PodReading.Failing(Evicted(pod));
        }

        if (IsOnLostNode(pod))
        {
            return new PodReading.Failing(Lost(pod));
        }

        if (ContainerReader.FirstFailure(pod, now) is { } failing)
        {
            return failing;
        }

        var phase = Phase(pod);
        var deadline = WaitingSince(pod, now).Plus(startupTimeout);
        return now < deadline
            ? new PodReading.Starting(phase, deadline)
            : new PodReading.Failing(TookTooLong(phase, startupTimeout));
    }

    public static bool IsReady(V1Pod pod) => Condition(pod, "Ready")?.Status == "True";

    public static bool IsEvicted(V1Pod pod) => pod.Status is { Phase: "Failed", Reason: "Evicted" };

    public static bool HasEnded(V1Pod pod) => pod.Status?.Phase is "Failed" or "Succeeded";

    // A kubelet takes back both at once. When it is silent, the node controller takes back the first for it.
    private static bool IsOnLostNode(V1Pod pod) =>
        Condition(pod, "Ready")?.Status == "False" && Condition(pod, "ContainersReady")?.Status == "True" && pod.Spec?.ReadinessGates is null or [];

    private static PlacementProblem? SchedulerProblem(V1Pod pod, ClusterAccelerators? accelerators) =>
        Condition(pod, "PodScheduled") is { Status: "False" } scheduled && Words.Of(scheduled.Message) is { } words
            ? new PlacementProblem(Reasons.Unschedulable, accelerators?.Describe(pod) is { } supply ? $"{words}. {supply}" : words)
            : null;

    private static ReplicaFailure Evicted(V1Pod pod) => new(
        Reasons.Evicted,
        "the node evicted a replica",
        Words.Of(pod.Status?.Message),
        "Give spec.model.storage more room or choose a larger instance");

    private static ReplicaFailure Lost(V1Pod pod) => new(
        Reasons.NodeLost,
        $"node '{pod.Spec?.NodeName}' does not answer",
        Detail: null,
        "Kubernetes replaces the replica when the node stays away, after five minutes unless tolerations say otherwise");

    private static ReplicaFailure TookTooLong(StartupPhase phase, TimeSpan timeout) => new(
        Reasons.StartupTimeout,
        string.Create(CultureInfo.InvariantCulture, $"no replica became ready within {timeout.TotalSeconds} seconds of being placed on a node"),
        phase switch
        {
            StartupPhase.LoadingModel => "the model server does not answer its health route yet",
            StartupPhase.DownloadingModel => "the model is still being downloaded",
            _ => "images are still being pulled or volumes mounted",
        },
        "Raise spec.model.startupTimeoutSeconds if this is normal; else check the port, the health route and the logs");

    private static StartupPhase Phase(V1Pod pod)
    {
        if (pod.Status?.ContainerStatuses?.Any(status => status.State?.Running is not null) is true)
        {
            return StartupPhase.LoadingModel;
        }

        return DownloadProgress.IsUnderWay(pod) ? StartupPhase.DownloadingModel : StartupPhase.PreparingContainers;
    }

    /// <summary>
    /// Since when the replica is on its way: its placement on a node, or the moment it stopped being ready. A restart by the kubelet does not
    /// count: the condition stays what it was.
    /// </summary>
    private static DateTimeOffset WaitingSince(V1Pod pod, DateTimeOffset now)
    {
        var since = new[]
        {
            Condition(pod, "Ready")?.LastTransitionTime,
            Condition(pod, "PodScheduled")?.LastTransitionTime,
            pod.Status?.StartTime,
        }.Max();
        return since is { } time ? Instants.Utc(time) : now;
    }

    private static V1PodCondition? Condition(V1Pod pod, string type) =>
        pod.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);
}
