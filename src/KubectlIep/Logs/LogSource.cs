using InferenceEndpoints.Entities;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Logs;

/// <summary>The container of a replica that has something to say: the model server, or what runs before it.</summary>
/// <param name="Pod">The replica.</param>
/// <param name="Container">Null: none has started.</param>
internal sealed record LogSource(string Pod, string? Container)
{
    /// <param name="pod">The replica.</param>
    /// <param name="container">The one that was asked for; null: the furthest that has started.</param>
    public static LogSource Of(V1Pod pod, string? container)
    {
        var statuses = (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? []).Where(HasStarted).Select(status => status.Name);
        string[] wanted = container is null ? [ContainerNames.Model, ContainerNames.Download] : [container];
        return new LogSource(pod.Metadata.Name, wanted.FirstOrDefault(statuses.Contains));
    }

    private static bool HasStarted(V1ContainerStatus status) =>
        status.State is { Running: not null } or { Terminated: not null } || status.LastState?.Terminated is not null;
}
