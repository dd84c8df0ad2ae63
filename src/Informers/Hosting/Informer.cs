using InferenceEndpoints.Informers.Reflector;
using InferenceEndpoints.Informers.Store;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace InferenceEndpoints.Informers.Hosting;

/// <summary>Joins a store to the reflector that fills it.</summary>
internal sealed class Informer<T> : IInformer<T>, IRunnableInformer
    where T : IKubernetesObject<V1ObjectMeta>
{
    private readonly ObjectStore<T> store;
    private readonly Reflector<T> reflector;

    /// <param name="options">What to select.</param>
    /// <param name="ns">Where; null: in all namespaces.</param>
    /// <param name="client">The API server.</param>
    /// <param name="clock">For time-outs and delays.</param>
    /// <param name="metrics">What to tell of lists and watches.</param>
    /// <param name="logger">What to tell of failures.</param>
    public Informer(
        InformerOptions<T> options, string? ns, IKubernetes client, TimeProvider clock, IInformerMetrics metrics, ILogger<Informer<T>> logger)
    {
        Kind = options.Kind ?? ResourceKind.Of<T>();
        store = new ObjectStore<T>(options, Kind, logger);
        reflector = new Reflector<T>(new ResourceClient<T>(client, Kind, ns, options), store, options, clock, metrics, logger);
    }

    public ResourceKind Kind { get; }

    public bool HasSynced => store.Synced.IsCompleted;

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => store.Synced.WaitAsync(cancellationToken);

    public T? Get(NamespacedName key) => store.Objects.Get(key);

    public IReadOnlyList<T> List() => store.Objects.List();

    public IReadOnlyList<T> ByIndex(string index, string key) => store.Objects.ByIndex(index, key);

    public IDisposable Subscribe(Action<InformerEvent<T>> handler) => store.Subscribe(handler);

    public void Offer(T written) => store.Offer(written);

    public Task RunAsync(CancellationToken cancellationToken) => reflector.RunAsync(cancellationToken);
}

internal interface IRunnableInformer
{
    Task RunAsync(CancellationToken cancellationToken);
}
