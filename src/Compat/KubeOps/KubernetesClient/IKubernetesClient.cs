using k8s;
using k8s.Models;

namespace KubeOps.KubernetesClient;

/// <summary>
/// Typed access to the API server for every type with a <see cref="KubernetesEntityAttribute"/>, custom or not. Reads go to the API server;
/// controllers read from informers instead. A namespace of null means: cluster-scoped, or all namespaces.
/// </summary>
public interface IKubernetesClient : IDisposable
{
    IKubernetes ApiClient { get; }

    Uri BaseUri { get; }

    /// <summary>Where this process runs: the configuration's namespace, the environment's, the service account's, or <c>default</c>.</summary>
    Task<string> GetCurrentNamespaceAsync(string downwardApiEnvName = "POD_NAMESPACE", CancellationToken cancellationToken = default);

    /// <summary>Null when there is no such object.</summary>
    Task<TEntity?> GetAsync<TEntity>(string name, string? @namespace = null, CancellationToken cancellationToken = default)
        where TEntity : IKubernetesObject<V1ObjectMeta>;

    Task<IList<TEntity>> ListAsync<TEntity>(
        string? @namespace = null, string? labelSelector = null, string? fieldSelector = null, CancellationToken cancellationToken = default)
        where TEntity : IKubernetesObject<V1ObjectMeta>;

    Task<TEntity> CreateAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : IKubernetesObject<V1ObjectMeta>;

    Task<TEntity> UpdateAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : IKubernetesObject<V1ObjectMeta>;

    Task<TEntity> UpdateStatusAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : IKubernetesObject<V1ObjectMeta>;

    Task<TEntity> PatchAsync<TEntity>(
        TEntity entity,
        V1Patch patch,
        string? fieldManager = null,
        bool? force = null,
        string? dryRun = null,
        CancellationToken cancellationToken = default)
        where TEntity : IKubernetesObject<V1ObjectMeta> =>
        PatchAsync<TEntity>(
            patch, entity.Metadata.Name, entity.Metadata.NamespaceProperty, fieldManager, force, dryRun, cancellationToken);

    Task<TEntity> PatchAsync<TEntity>(
        V1Patch patch,
        string name,
        string? @namespace = null,
        string? fieldManager = null,
        bool? force = null,
        string? dryRun = null,
        CancellationToken cancellationToken = default)
        where TEntity : IKubernetesObject<V1ObjectMeta>;

    Task DeleteAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : IKubernetesObject<V1ObjectMeta> =>
        DeleteAsync<TEntity>(entity.Metadata.Name, entity.Metadata.NamespaceProperty, cancellationToken);

    /// <summary>Succeeds also when there is no such object.</summary>
    Task DeleteAsync<TEntity>(string name, string? @namespace = null, CancellationToken cancellationToken = default)
        where TEntity : IKubernetesObject<V1ObjectMeta>;
}
