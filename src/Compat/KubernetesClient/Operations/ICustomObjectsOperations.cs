using k8s.Models;

namespace k8s;

/// <summary>Every resource by group, version and plural name. The core group is the empty one.</summary>
/// <remarks>
/// Lists are read as <see cref="KubernetesList{T}"/>. Errors are <see cref="Autorest.HttpOperationException"/>. A namespace method given a null
/// namespace works on the cluster.
/// </remarks>
public interface ICustomObjectsOperations
{
    Task<T> ListClusterCustomObjectAsync<T>(
        string group, string version, string plural, string? continueParameter = null, string? fieldSelector = null, string? labelSelector = null,
        int? limit = null, string? resourceVersion = null, CancellationToken cancellationToken = default);

    Task<T> ListNamespacedCustomObjectAsync<T>(
        string group, string version, string namespaceParameter, string plural, string? continueParameter = null, string? fieldSelector = null,
        string? labelSelector = null, int? limit = null, string? resourceVersion = null, CancellationToken cancellationToken = default);

    Task<T> GetClusterCustomObjectAsync<T>(string group, string version, string plural, string name, CancellationToken cancellationToken = default);

    Task<T> GetNamespacedCustomObjectAsync<T>(
        string group, string version, string namespaceParameter, string plural, string name, CancellationToken cancellationToken = default);

    Task<T> CreateClusterCustomObjectAsync<T>(
        object body, string group, string version, string plural, string? dryRun = null, string? fieldManager = null,
        CancellationToken cancellationToken = default);

    Task<T> CreateNamespacedCustomObjectAsync<T>(
        object body, string group, string version, string namespaceParameter, string plural, string? dryRun = null, string? fieldManager = null,
        CancellationToken cancellationToken = default);

    Task<T> ReplaceClusterCustomObjectAsync<T>(
        object body, string group, string version, string plural, string name, string? dryRun = null, string? fieldManager = null,
        CancellationToken cancellationToken = default);

    Task<T> ReplaceNamespacedCustomObjectAsync<T>(
        object body, string group, string version, string namespaceParameter, string plural, string name, string? dryRun = null,
        string? fieldManager = null, CancellationToken cancellationToken = default);

    Task<T> ReplaceClusterCustomObjectStatusAsync<T>(
        object body, string group, string version, string plural, string name, string? dryRun = null, string? fieldManager = null,
        CancellationToken cancellationToken = default);

    Task<T> ReplaceNamespacedCustomObjectStatusAsync<T>(
        object body, string group, string version, string namespaceParameter, string plural, string name, string? dryRun = null,
        string? fieldManager = null, CancellationToken cancellationToken = default);

    /// <param name="force">With server-side apply: take fields over from other managers.</param>
    Task<T> PatchClusterCustomObjectAsync<T>(
        V1Patch body, string group, string version, string plural, string name, string? dryRun = null, string? fieldManager = null,
        bool? force = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PatchClusterCustomObjectAsync{T}"/>
    Task<T> PatchNamespacedCustomObjectAsync<T>(
        V1Patch body, string group, string version, string namespaceParameter, string plural, string name, string? dryRun = null,
        string? fieldManager = null, bool? force = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PatchClusterCustomObjectAsync{T}"/>
    Task<T> PatchNamespacedCustomObjectStatusAsync<T>(
        V1Patch body, string group, string version, string namespaceParameter, string plural, string name, string? dryRun = null,
        string? fieldManager = null, bool? force = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// The answer is a <see cref="V1Status"/>, or the object when its deletion takes time; a <see cref="V1Status"/> reads both, its kind tells
    /// them apart.
    /// </summary>
    Task<T> DeleteClusterCustomObjectAsync<T>(
        string group, string version, string plural, string name, V1DeleteOptions? body = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DeleteClusterCustomObjectAsync{T}"/>
    Task<T> DeleteNamespacedCustomObjectAsync<T>(
        string group, string version, string namespaceParameter, string plural, string name, V1DeleteOptions? body = null,
        CancellationToken cancellationToken = default);
}
