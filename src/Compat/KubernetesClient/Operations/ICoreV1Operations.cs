namespace k8s;

public interface ICoreV1Operations
{
    /// <summary>A container's log as a stream of text lines; with <paramref name="follow"/> it ends with the container.</summary>
    Task<Stream> ReadNamespacedPodLogAsync(
        string name, string namespaceParameter, string? container = null, bool? follow = null, bool? previous = null, int? tailLines = null,
        bool? timestamps = null, CancellationToken cancellationToken = default);
}
