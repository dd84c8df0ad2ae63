using k8s;
using k8s.Models;
using k8s.Watch;

namespace InferenceEndpoints.Informers.Reflector;

/// <summary>The two requests of a reflector.</summary>
internal sealed class ResourceClient<T>(IKubernetes client, ResourceKind kind, InformerOptions<T> options)
    where T : IKubernetesObject<V1ObjectMeta>
{
    public ResourceKind Kind => kind;

    /// <summary>
    /// Without a resource version, so that the answer is of now: one from the API server's cache may be older than what the store has, and the
    /// store believes its lists.
    /// </summary>
    public Task<KubernetesList<T>> ListAsync(string? continueToken, CancellationToken cancellationToken) => options.Namespace is { } ns
        ? client.CustomObjects.ListNamespacedCustomObjectAsync<KubernetesList<T>>(
            kind.Group,
            kind.Version,
            ns,
            kind.Plural,
            continueParameter: continueToken,
            fieldSelector: options.FieldSelector,
            labelSelector: options.LabelSelector,
            limit: options.PageSize,
            cancellationToken: cancellationToken)
        : client.CustomObjects.ListClusterCustomObjectAsync<KubernetesList<T>>(
            kind.Group,
            kind.Version,
            kind.Plural,
            continueParameter: continueToken,
            fieldSelector: options.FieldSelector,
            labelSelector: options.LabelSelector,
            limit: options.PageSize,
            cancellationToken: cancellationToken);

    public Task<WatchStream<T>> WatchAsync(string resourceVersion, TimeSpan timeout, CancellationToken cancellationToken) =>
        client.OpenWatchAsync<T>(
            new WatchRequest
            {
                Group = kind.Group,
                Version = kind.Version,
                Plural = kind.Plural,
                Namespace = options.Namespace,
                LabelSelector = options.LabelSelector,
                FieldSelector = options.FieldSelector,
                ResourceVersion = resourceVersion,
                AllowBookmarks = true,
                Timeout = timeout,
            },
            cancellationToken);
}
