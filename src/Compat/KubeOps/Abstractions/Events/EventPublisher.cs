using k8s;
using k8s.Models;

namespace KubeOps.Abstractions.Events;

/// <summary>
/// Records an Event about the entity. Repeats of the same reason and message are counted in one object, and a noisy entity is rate limited.
/// Publishing never fails its caller: what cannot be written is logged.
/// </summary>
public delegate Task EventPublisher(
    IKubernetesObject<V1ObjectMeta> entity,
    string reason,
    string message,
    EventType type = EventType.Normal,
    CancellationToken cancellationToken = default);
