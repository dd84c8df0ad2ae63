using System.Collections.Concurrent;
using InferenceEndpoints.Informers;
using k8s;
using k8s.Models;
using KubeOps.KubernetesClient;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationTests.Informers;

/// <summary>An informer of the config maps of one namespace, run by a host of its own, and all that it told.</summary>
internal sealed class ObservedInformer : IAsyncDisposable
{
    private readonly IHost host;
    private readonly ConcurrentQueue<InformerEvent<V1ConfigMap>> events = [];

    private ObservedInformer(IHost host)
    {
        this.host = host;
        Informer = host.Services.GetRequiredService<IInformer<V1ConfigMap>>();
        Informer.Subscribe(events.Enqueue);
    }

    public IInformer<V1ConfigMap> Informer { get; }

    public IReadOnlyCollection<InformerEvent<V1ConfigMap>> Events => events;

    public static async Task<ObservedInformer> StartAsync(
        string address, string ns, Action<InformerOptions<V1ConfigMap>>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddSingleton<IKubernetes>(new Kubernetes(new KubernetesClientConfiguration { Host = address }));
        builder.Services.AddInformer<V1ConfigMap>(options =>
        {
            options.Namespaces = [ns];
            options.FieldSelector = "metadata.name!=kube-root-ca.crt"; // the controller manager's, if one runs
            options.RequestTimeout = TimeSpan.FromSeconds(2);
            options.WatchTimeout = TimeSpan.FromSeconds(3);
            configure?.Invoke(options);
        });
        var observed = new ObservedInformer(builder.Build());
        await observed.host.StartAsync();
        return observed;
    }

    public Task SyncedAsync() => Informer.WaitForSyncAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>
    /// The oracle: the cache becomes what the API server lists; the subscriber knows the same, and was never told one version of an object
    /// twice in a row.
    /// </summary>
    public async Task AgreesWithAsync(IKubernetesClient api, string ns)
    {
        var truth = Describe(await api.ListAsync<V1ConfigMap>(ns, fieldSelector: "metadata.name!=kube-root-ca.crt"));
        await Eventually.EqualAsync(truth, () => Describe(Informer.List()));
        Assert.Equal(truth, Describe(Replay()));
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    private Dictionary<string, V1ConfigMap>.ValueCollection Replay()
    {
        var known = new Dictionary<string, V1ConfigMap>();
        foreach (var change in events)
        {
            var name = change.Object.Metadata.Name;
            known.TryGetValue(name, out var before);
            Assert.Equal(before?.Metadata.ResourceVersion, change.Previous?.Metadata.ResourceVersion);
            Assert.Equal(change.Type == InformerEventType.Added, before is null);
            if (change.Type == InformerEventType.Deleted)
            {
                known.Remove(name);
            }
            else
            {
                Assert.NotEqual(before?.Metadata.ResourceVersion, change.Object.Metadata.ResourceVersion);
                known[name] = change.Object;
            }
        }

        return known.Values;
    }

    private static string Describe(IEnumerable<V1ConfigMap> maps) => string.Join(
        '\n',
        maps.Select(map => $"{map.Metadata.Name} {map.Metadata.Uid} {map.Metadata.ResourceVersion}").Order(StringComparer.Ordinal));
}
