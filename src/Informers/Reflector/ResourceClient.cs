using System.Text.Json;
using k8s;
using k8s.Models;
using k8s.Watch;

namespace InferenceEndpoints.Informers.Reflector;

/// <summary>The two requests of a reflector.</summary>
internal sealed class ResourceClient<T>(IKubernetes client, ResourceKind kind, string? ns, InformerOptions<T> options)
    where T : IKubernetesObject<V1ObjectMeta>
{
    public ResourceKind Kind => kind;

    /// <summary>
    /// Without a resource version, so that the answer is of now: one from the API server's cache may be older than what the store has, and the
    /// store believes its lists.
    /// </summary>
    public async Task<ObjectPage<T>> ListAsync(string? continueToken, CancellationToken cancellationToken)
    {
        try
        {
            return ObjectPage<T>.Of(await ListAsync<KubernetesList<T>>(continueToken, cancellationToken));
        }
        catch (JsonException)
        {
            // One bad object, which an older schema let in, must not hide all the others.
            return ObjectPage<T>.Readable(await ListAsync<JsonElement>(continueToken, cancellationToken));
        }
    }

    public Task<WatchStream<T>> WatchAsync(string resourceVersion, TimeSpan timeout, CancellationToken cancellationToken) =>
        client.OpenWatchAsync<T>(
            new WatchRequest
            {
                Group = kind.Group,
                Version = kind.Version,
                Plural = kind.Plural,
                Namespace = ns,
                LabelSelector = options.LabelSelector,
                FieldSelector = options.FieldSelector,
                ResourceVersion = resourceVersion,
                AllowBookmarks = true,
                Timeout = timeout,
            },
            cancellationToken);

    private Task<TPage> ListAsync<TPage>(string? continueToken, CancellationToken cancellationToken) => ns is not null
        ? client.CustomObjects.ListNamespacedCustomObjectAsync<TPage>(
            kind.Group,
            kind.Version,
            ns,
            kind.Plural,
            continueParameter: continueToken,
            fieldSelector: options.FieldSelector,
            labelSelector: options.LabelSelector,
            limit: options.PageSize,
            cancellationToken: cancellationToken)
        : client.CustomObjects.ListClusterCustomObjectAsync<TPage>(
            kind.Group,
            kind.Version,
            kind.Plural,
            continueParameter: continueToken,
            fieldSelector: options.FieldSelector,
            labelSelector: options.LabelSelector,
            limit: options.PageSize,
            cancellationToken: cancellationToken);
}
