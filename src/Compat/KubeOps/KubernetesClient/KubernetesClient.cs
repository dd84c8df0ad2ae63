using System.Net;
using InferenceEndpoints.Informers;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace KubeOps.KubernetesClient;

/// <inheritdoc cref="IKubernetesClient"/>
public sealed class KubernetesClient(KubernetesClientConfiguration clientConfig, IKubernetes client) : IKubernetesClient
{
    private const string ServiceAccountNamespace = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";

    public IKubernetes ApiClient => client;

    public Uri BaseUri => client.BaseUri;

    public async Task<string> GetCurrentNamespaceAsync(
        string downwardApiEnvName = "POD_NAMESPACE", CancellationToken cancellationToken = default)
    {
        if ((clientConfig.Namespace ?? Environment.GetEnvironmentVariable(downwardApiEnvName)) is { Length: > 0 } configured)
        {
            return configured;
        }

        return File.Exists(ServiceAccountNamespace)
            ? (await File.ReadAllTextAsync(ServiceAccountNamespace, cancellationToken)).Trim()
            : "default";
    }

    public async Task<TEntity?> GetAsync<TEntity>(string name, string? @namespace = null, CancellationToken cancellationToken = default)
        where TEntity : IKubernetesObject<V1ObjectMeta>
    {
        var (group, version, plural) = ResourceKind.Of<TEntity>();
        try
        {
            return @namespace is null
                ? await client.CustomObjects.GetClusterCustomObjectAsync<TEntity>(group, version, plural, name, cancellationToken)
                : await client.CustomObjects.GetNamespacedCustomObjectAsync<TEntity>(
                    group, version, @namespace, plural, name, cancellationToken);
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return default;
        }
    }

    public async Task<IList<TEntity>> ListAsync<TEntity>(
        string? @namespace = null, string? labelSelector = null, string? fieldSelector = null, CancellationToken cancellationToken = default)
        where TEntity : IKubernetesObject<V1ObjectMeta>
    {
        var (group, version, plural) = ResourceKind.Of<TEntity>();
        var list = @namespace is null
            ? await client.CustomObjects.ListClusterCustomObjectAsync<KubernetesList<TEntity>>(
                group, version, plural, fieldSelector: fieldSelector, labelSelector: labelSelector, cancellationToken: cancellationToken)
            : await client.CustomObjects.ListNamespacedCustomObjectAsync<KubernetesList<TEntity>>(
                group, version, @namespace, plural, fieldSelector: fieldSelector, labelSelector: labelSelector, cancellationToken: cancellationToken);
        return list.Items;
    }

    public Task<TEntity> CreateAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : IKubernetesObject<V1ObjectMeta>
    {
        var (group, version, plural) = ResourceKind.Of<TEntity>();
        return entity.Metadata.NamespaceProperty is { } ns
            ? client.CustomObjects.CreateNamespacedCustomObjectAsync<TEntity>(
                entity, group, version, ns, plural, cancellationToken: cancellationToken)
            : client.CustomObjects.CreateClusterCustomObjectAsync<TEntity>(
                entity, group, version, plural, cancellationToken: cancellationToken);
    }

    public Task<TEntity> UpdateAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : IKubernetesObject<V1ObjectMeta>
    {
        var (group, version, plural) = ResourceKind.Of<TEntity>();
        return entity.Metadata.NamespaceProperty is { } ns
            ? client.CustomObjects.ReplaceNamespacedCustomObjectAsync<TEntity>(
                entity, group, version, ns, plural, entity.Metadata.Name, cancellationToken: cancellationToken)
            : client.CustomObjects.ReplaceClusterCustomObjectAsync<TEntity>(
                entity, group, version, plural, entity.Metadata.Name, cancellationToken: cancellationToken);
    }

    public Task<TEntity> UpdateStatusAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : IKubernetesObject<V1ObjectMeta>
    {
        var (group, version, plural) = ResourceKind.Of<TEntity>();
        return entity.Metadata.NamespaceProperty is { } ns
            ? client.CustomObjects.ReplaceNamespacedCustomObjectStatusAsync<TEntity>(
                entity, group, version, ns, plural, entity.Metadata.Name, cancellationToken: cancellationToken)
            : client.CustomObjects.ReplaceClusterCustomObjectStatusAsync<TEntity>(
                entity, group, version, plural, entity.Metadata.Name, cancellationToken: cancellationToken);
    }

    public Task<TEntity> PatchAsync<TEntity>(
        V1Patch patch,
        string name,
        string? @namespace = null,
        string? fieldManager = null,
        bool? force = null,
        string? dryRun = null,
        CancellationToken cancellationToken = default)
        where TEntity : IKubernetesObject<V1ObjectMeta>
    {
        var (group, version, plural) = ResourceKind.Of<TEntity>();
        return @namespace is null
            ? client.CustomObjects.PatchClusterCustomObjectAsync<TEntity>(
                patch, group, version, plural, name, dryRun: dryRun, fieldManager: fieldManager, force: force, cancellationToken: cancellationToken)
            : client.CustomObjects.PatchNamespacedCustomObjectAsync<TEntity>(
                patch, group, version, @namespace, plural, name, dryRun: dryRun, fieldManager: fieldManager, force: force, cancellationToken: cancellationToken);
    }

    public async Task DeleteAsync<TEntity>(string name, string? @namespace = null, CancellationToken cancellationToken = default)
        where TEntity : IKubernetesObject<V1ObjectMeta>
    {
        var (group, version, plural) = ResourceKind.Of<TEntity>();
        try
        {
            await (@namespace is null
                ? client.CustomObjects.DeleteClusterCustomObjectAsync<V1Status>(
                    group, version, plural, name, cancellationToken: cancellationToken)
                : client.CustomObjects.DeleteNamespacedCustomObjectAsync<V1Status>(
                    group, version, @namespace, plural, name, cancellationToken: cancellationToken));
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.NotFound)
        {
            // Gone is what was asked for.
        }
    }

    public void Dispose() => client.Dispose();
}
