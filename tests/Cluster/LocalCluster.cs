using System.Globalization;
using k8s;

namespace Cluster;

/// <summary>
/// A real Kubernetes on this machine, by cluster.sh, whatever KUBECONFIG says: tests kill its parts and import images. It ends with this
/// process at the latest, however that ends.
/// </summary>
public sealed class LocalCluster : IAsyncDisposable
{
    private readonly ClusterScript script;
    private readonly string directory;
    private readonly SemaphoreSlim oneAtATime = new(1);
    private bool hasNode;

    private LocalCluster(ClusterScript script, string directory, string kubeconfigPath)
    {
        this.script = script;
        this.directory = directory;
        KubeconfigPath = kubeconfigPath;
    }

    /// <summary>A kubeconfig with all rights.</summary>
    public string KubeconfigPath { get; }

    /// <summary>Where etcd serves its API.</summary>
    public Uri EtcdEndpoint => new(File.ReadAllText(Path.Combine(directory, "etcd-endpoint")).Trim());

    /// <summary>A control plane, without a node.</summary>
    public static async Task<LocalCluster> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"cluster-{Guid.NewGuid():N}"[..20]);
        var verbs = new ClusterScript(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["CLUSTER_DIR"] = folder,
            ["CLUSTER_OWNER"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
            ["KUBECONFIG"] = null,
        });
        return new LocalCluster(verbs, folder, await verbs.RunAsync(cancellationToken, "up"));
    }

    public KubernetesClientConfiguration CreateConfiguration() => KubernetesClientConfiguration.BuildConfigFromConfigFile(KubeconfigPath);

    public IKubernetes CreateClient() => new Kubernetes(CreateConfiguration());

    /// <summary>A node that runs pods, unless there is one.</summary>
    public async Task AddNodeAsync(CancellationToken cancellationToken)
    {
        await oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (!hasNode)
            {
                await script.RunAsync(cancellationToken, "node");
                hasNode = true;
            }
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>As far as the scheduler can tell. A kubelet that restarts forgets them.</summary>
    public Task SetGpusAsync(int count, CancellationToken cancellationToken) =>
        script.RunAsync(cancellationToken, "gpus", count.ToString(CultureInfo.InvariantCulture));

    /// <param name="tar">A docker-archive.</param>
    public Task ImportImageAsync(string tar, CancellationToken cancellationToken) => script.RunAsync(cancellationToken, "image", tar);

    /// <summary>Starts a component (see <see cref="ClusterComponent"/>) that was stopped, and waits until it is ready.</summary>
    public Task StartAsync(string component, CancellationToken cancellationToken) => script.RunAsync(cancellationToken, "start", component);

    /// <summary>SIGTERM; SIGKILL when open connections keep it for longer than 8 seconds.</summary>
    public Task StopAsync(string component, CancellationToken cancellationToken) => script.RunAsync(cancellationToken, "stop", component);

    /// <summary>SIGKILL: no connection is closed in an orderly way.</summary>
    public Task KillAsync(string component, CancellationToken cancellationToken) => script.RunAsync(cancellationToken, "kill", component);

    public Task<string> LogAsync(string component, CancellationToken cancellationToken) =>
        script.RunAsync(cancellationToken, "log", component);

    /// <summary>The address under which pods reach servers on this machine.</summary>
    public Task<string> GatewayAsync(CancellationToken cancellationToken) => script.RunAsync(cancellationToken, "gateway");

    /// <summary>A kubeconfig (its text) that acts as the ServiceAccount, which must exist, for a day.</summary>
    public Task<string> ServiceAccountKubeconfigAsync(string @namespace, string name, CancellationToken cancellationToken) =>
        script.RunAsync(cancellationToken, "token", name, @namespace);

    public async ValueTask DisposeAsync()
    {
        await script.RunAsync(CancellationToken.None, "down");
        oneAtATime.Dispose();
    }
}
