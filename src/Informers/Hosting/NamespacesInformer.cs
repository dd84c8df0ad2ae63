using System.Collections.Frozen;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace InferenceEndpoints.Informers.Hosting;

/// <summary>
/// One cache for each of several namespaces, read as one: who may see only these cannot list them together, and no request names more than one.
/// </summary>
internal sealed class NamespacesInformer<T> : IInformer<T>, IRunnableInformer
    where T : IKubernetesObject<V1ObjectMeta>
{
    private readonly FrozenDictionary<string, Informer<T>> namespaces;

    public NamespacesInformer(
        InformerOptions<T> options, IKubernetes client, TimeProvider clock, IInformerMetrics metrics, ILogger<Informer<T>> logger)
    {
        Kind = options.Kind ?? ResourceKind.Of<T>();
        namespaces = options.Namespaces.ToFrozenDictionary(
            ns => ns, ns => new Informer<T>(options, ns, client, clock, metrics, logger), StringComparer.Ordinal);
    }

    public ResourceKind Kind { get; }

    public bool HasSynced => namespaces.Values.All(informer => informer.HasSynced);

    public Task WaitForSyncAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(namespaces.Values.Select(informer => informer.WaitForSyncAsync(cancellationToken)));

    public T? Get(NamespacedName key) => namespaces.TryGetValue(key.Namespace, out var informer) ? informer.Get(key) : default;

    public IReadOnlyList<T> List() => [.. namespaces.Values.SelectMany(informer => informer.List())];

    public IReadOnlyList<T> ByIndex(string index, string key) => [.. namespaces.Values.SelectMany(informer => informer.ByIndex(index, key))];

    public IDisposable Subscribe(Action<InformerEvent<T>> handler)
    {
        // Each cache tells one change at a time; together they would tell several.
        var turn = new Lock();
        return new Subscriptions([.. namespaces.Values.Select(informer => informer.Subscribe(InTurn))]);

        void InTurn(InformerEvent<T> change)
        {
            lock (turn)
            {
                handler(change);
            }
        }
    }

    public void Offer(T written)
    {
        if (namespaces.TryGetValue(NamespacedName.Of(written).Namespace, out var informer))
        {
            informer.Offer(written);
        }
    }

    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(namespaces.Values.Select(informer => informer.RunAsync(cancellationToken)));

    private sealed class Subscriptions(IDisposable[] members) : IDisposable
    {
        public void Dispose()
        {
            foreach (var member in members)
            {
                member.Dispose();
            }
        }
    }
}
