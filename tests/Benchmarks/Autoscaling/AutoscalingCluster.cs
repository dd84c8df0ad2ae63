using Cluster;
using InferenceEndpoints.Entities;
using k8s;
using k8s.Models;
using KubeOps.KubernetesClient;

namespace Benchmarks.Autoscaling;

/// <summary>The product on a real cluster with a node, its metrics API registered with the API server, and one gateway.</summary>
internal sealed class AutoscalingCluster : IAsyncDisposable
{
    public const string Team = "team";

    private const string SystemNamespace = "inference-endpoints";

    private readonly LocalCluster cluster;
    private readonly List<string> files = [];
    private readonly List<ProductProcess> processes = [];

    private AutoscalingCluster(LocalCluster cluster)
    {
        this.cluster = cluster;
        var configuration = cluster.CreateConfiguration();
        Client = new KubernetesClient(configuration, new Kubernetes(configuration));
    }

    public IKubernetesClient Client { get; }

    /// <summary>Where callers come in.</summary>
    public Uri Gateway { get; private set; } = null!; // set in StartAsync

    public static async Task<AutoscalingCluster> StartAsync(CancellationToken cancellationToken)
    {
        EndpointsJsonContext.Register();
        var started = new AutoscalingCluster(await LocalCluster.StartAsync(cancellationToken));
        try
        {
            await started.cluster.AddNodeAsync(cancellationToken);
            foreach (var image in new[] { "model-server", "model-hub", "downloader" })
            {
                var archive = await Shell.RunAsync(Repository.File("tests/Cluster/images.sh"), [image], input: null, environment: null, cancellationToken);
                await started.cluster.ImportImageAsync(archive, cancellationToken);
            }

            await started.InstallAsync(cancellationToken);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public Task<string> KubectlAsync(string input, CancellationToken cancellationToken, params IEnumerable<string> arguments) =>
        Shell.RunAsync("kubectl", ["--kubeconfig", cluster.KubeconfigPath, .. arguments], input, environment: null, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }

        files.ForEach(File.Delete);
        Client.Dispose();
        await cluster.DisposeAsync();
    }

    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        await KubectlAsync("", cancellationToken, "apply", "--validate=false", "-f", Repository.File("crds"));
        await KubectlAsync("", cancellationToken, "wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
        await KubectlAsync("", cancellationToken, "create", "namespace", SystemNamespace);
        await KubectlAsync("", cancellationToken, "create", "namespace", Team);
        await KubectlAsync(
            "",
            cancellationToken,
            ["apply", "-f", Repository.File("tests/Demo/instance-types.yaml"), "-f", Repository.File("deploy/rbac"), "-f", Repository.File("tests/Cluster/model-hub.yaml")]);
        await KubectlAsync("", cancellationToken, "wait", "--for=condition=Ready", "--timeout=120s", "pod/model-hub");
        var hub = (await Client.GetAsync<V1Pod>("model-hub", "default", cancellationToken))!.Status!.PodIP;

        var (port, api) = (24_000 + Random.Shared.Next(900), new Uri(cluster.CreateConfiguration().Host).Host);
        var gateway = GatewayProcess.Start(await WriteKubeconfigAsync("inference-endpoints-gateway", cancellationToken), port);
        processes.Add(gateway);
        Gateway = gateway.Public;
        var local = (await File.ReadAllLinesAsync(Repository.File("tests/Cluster/local-images.env"), cancellationToken))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split('=', 2))
            .Select(parts => KeyValuePair.Create(parts[0], parts[1]));
        var product = OperatorProcess.Start(
            await WriteKubeconfigAsync("inference-endpoints-operator", cancellationToken),
            port + 3,
            [
                .. local,
                new("Operator__ListenAddress", api), // the API server reaches it there
                new("Operator__Models__HubEndpoint", $"http://{hub}:8080"),
                new("Operator__Models__DrainSeconds", "1"),
                new("Operator__MetricsApi__Enabled", "true"),
                new("Operator__MetricsApi__Port", $"{port + 4}"),
                new("Operator__Activity__Gateways__0", $"{gateway.Url}"),
                new("Operator__Activity__Interval", $"{Shape.Minute / 12}"),
                new("Operator__Activity__PendingWindow", $"{Shape.Minute / 3}"),
                new("Operator__Activity__TimeoutUnit", $"{Shape.Minute}"),
            ]);
        processes.Add(product);
        await Eventually.TrueAsync("the operator leads", _ => Task.FromResult(product.IsLeader), cancellationToken);
        await RegisterMetricsAsync(api, port + 4, cancellationToken);
    }

    /// <summary>As deploy/metrics-api has it, except that its Service leads to a process beside the cluster.</summary>
    private async Task RegisterMetricsAsync(string host, int port, CancellationToken cancellationToken)
    {
        await KubectlAsync("", cancellationToken, "apply", "-f", Repository.File("deploy/metrics-api"));
        await KubectlAsync(
            "",
            cancellationToken,
            ["-n", SystemNamespace, "patch", "service", "inference-endpoints-metrics", "--type=json", "-p", """[{"op":"remove","path":"/spec/selector"}]"""]);
        await KubectlAsync(
            $$"""
              apiVersion: v1
              kind: Endpoints
              metadata: {name: inference-endpoints-metrics, namespace: {{SystemNamespace}}}
              subsets: [{addresses: [{ip: {{host}}}], ports: [{name: metrics-api, port: {{port}}}]}]
              """,
            cancellationToken,
            "apply", "-f", "-");
        await KubectlAsync("", cancellationToken, "wait", "--for=condition=Available", "--timeout=120s", "apiservice/v1beta1.external.metrics.k8s.io");
    }

    private async Task<string> WriteKubeconfigAsync(string account, CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        files.Add(file);
        await File.WriteAllTextAsync(file, await cluster.ServiceAccountKubeconfigAsync(SystemNamespace, account, cancellationToken), cancellationToken);
        return file;
    }
}
