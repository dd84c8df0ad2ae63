using k8s;
using k8s.Models;

namespace InferenceEndpoints.Informers;

/// <summary>What health checks and hosts need to know of every informer, whatever it holds.</summary>
public interface IInformer
{
    ResourceKind Kind { get; }

    /// <summary>The cache has held a complete list once. It stays true while the API server is away: the cache is then old, not wrong.</summary>
    bool HasSynced { get; }

    Task WaitForSyncAsync(CancellationToken cancellationToken);
}

/// <summary>
/// A cache of all objects of a kind that match the options, kept up to date by list and watch. Reads never wait for the network. Objects
/// are shared with every other reader and must not be changed.
/// </summary>
public interface IInformer<T> : IInformer
    where T : IKubernetesObject<V1ObjectMeta>
{
    T? Get(NamespacedName key);

    IReadOnlyList<T> List();

    /// <summary>The objects for which the index function named <paramref name="index"/> gave <paramref name="key"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such index.</exception>
    IReadOnlyList<T> ByIndex(string index, string key);

    /// <summary>
    /// Calls <paramref name="handler"/> with an addition for each object that is there, then with each change, in order and one at a time. All
    /// changes wait for it, so it must be quick: put a key on a queue. What it throws is logged.
    /// </summary>
    IDisposable Subscribe(Action<InformerEvent<T>> handler);

    /// <summary>
    /// Puts the API server's answer to a write into the cache, so that its writer reads it back before the watch tells of it. Ignored when the
    /// cache knows better already. Offer only what this informer's namespace and selectors match.
    /// </summary>
    void Offer(T written);
}
