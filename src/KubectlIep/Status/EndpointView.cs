using InferenceEndpoints.Entities;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Status;

/// <summary>An endpoint with all that its status report speaks of, as it was at one time.</summary>
internal sealed record EndpointView(InferenceEndpoint Endpoint, IReadOnlyList<V1Pod> Pods, IReadOnlyList<Corev1Event> Events)
{
    private const int MaxEvents = 8;

    /// <summary>The last Events, the latest last.</summary>
    public IEnumerable<Corev1Event> LastEvents => Events.OrderBy(LastTime).TakeLast(MaxEvents);

    public static DateTime? LastTime(Corev1Event happened) =>
        happened.Series?.LastObservedTime ?? happened.LastTimestamp ?? happened.EventTime ?? happened.Metadata.CreationTimestamp;
}
