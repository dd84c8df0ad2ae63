using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Status;

/// <summary>The word that kubectl has for a pod: what its containers wait for or ended with, before its phase.</summary>
internal static class PodStatus
{
    public static string Of(V1Pod pod)
    {
        if (pod.Metadata.DeletionTimestamp is not null)
        {
            return "Terminating";
        }

        return Containers(pod.Status?.InitContainerStatuses).Select(InitWord).FirstOrDefault(word => word is not null)
            ?? Containers(pod.Status?.ContainerStatuses).Select(Word).FirstOrDefault(word => word is not null)
            ?? pod.Status?.Reason
            ?? pod.Status?.Phase
            ?? "Unknown";
    }

    public static string Ready(V1Pod pod)
    {
        var containers = Containers(pod.Status?.ContainerStatuses).ToArray();
        return $"{containers.Count(container => container.Ready == true)}/{pod.Spec?.Containers?.Count ?? containers.Length}";
    }

    public static int Restarts(V1Pod pod) =>
        Containers(pod.Status?.InitContainerStatuses).Concat(Containers(pod.Status?.ContainerStatuses)).Sum(container => container.RestartCount ?? 0);

    private static IEnumerable<V1ContainerStatus> Containers(IList<V1ContainerStatus>? statuses) => statuses ?? [];

    private static string? InitWord(V1ContainerStatus container) => container.State switch
    {
        { Terminated: { ExitCode: 0 } } => null,
        { Terminated: { } ended } => $"Init:{ended.Reason ?? $"ExitCode:{ended.ExitCode}"}",
        { Waiting: { Reason: { Length: > 0 } reason } } when reason != "PodInitializing" => $"Init:{reason}",
        { Running: { } } => $"Init:{container.Name}",
        _ => null,
    };

    private static string? Word(V1ContainerStatus container) => container.State switch
    {
        { Waiting: { Reason: { Length: > 0 } reason } } => reason,
        { Terminated: { } ended } => ended.Reason ?? $"ExitCode:{ended.ExitCode}",
        _ => null,
    };
}
