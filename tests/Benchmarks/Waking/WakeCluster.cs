using Cluster;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator;
using InferenceEndpoints.Sleep;
using k8s;
using k8s.Models;
using KubeOps.KubernetesClient;

namespace Benchmarks.Waking;

/// <summary>An API server with endpoints that sleep, and operator and gateway as processes with the rights of their ServiceAccounts.</summary>
internal sealed class WakeCluster : IAsyncDisposable
{
    public const string Namespace = "waking";

    private const int Port = 20_000;
    private const string SystemNamespace = "inference-endpoints";
    private const int Parallelism = 8;

    private readonly LocalCluster cluster;
    private readonly Stack<ProductProcess> processes = [];

    private WakeCluster(LocalCluster cluster)
    {
        this.cluster = cluster;
        var configuration = cluster.CreateConfiguration();
        Client = new KubernetesClient(configuration, new Kubernetes(configuration));
    }

    public KubernetesClient Client { get; }

    /// <summary>Where callers come in.</summary>
    public Uri Gateway { get; private set; } = null!; // set while it starts

    public static string Name(int index) => $"bench-{index}";

    public static async Task<WakeCluster> StartAsync(CancellationToken cancellationToken)
    {
        OperatorJsonContext.Register();
        var started = new WakeCluster(await LocalCluster.StartAsync(cancellationToken));
        await started.InstallAsync(cancellationToken);
        return started;
    }

    /// <summary>Makes endpoints and has them sleep.</summary>
    public async Task FillAsync(int endpoints, WakeWatch watch, CancellationToken cancellationToken)
    {
        await ForEachAsync((name, token) => Client.CreateAsync(Endpoint(name), token));
        await Console.Error.WriteLineAsync($"{endpoints} endpoints");
        await Eventually.EqualAsync("all have Deployments", endpoints, _ => Task.FromResult(watch.Deployments.List().Count), cancellationToken, TimeSpan.FromMinutes(10));
        await ForEachAsync((name, token) => Client.PatchAsync<InferenceEndpoint>(Mark(Annotations.Sleep), name, Namespace, cancellationToken: token));
        await Eventually.TrueAsync(
            "all sleep",
            _ => Task.FromResult(
                watch.Deployments.List().All(deployment => deployment.Spec!.Replicas == 0)
                && watch.Endpoints.List().All(endpoint => endpoint.Status?.State == "scaledToZero")),
            cancellationToken,
            TimeSpan.FromMinutes(10));

        Task ForEachAsync(Func<string, CancellationToken, Task> work) => Parallel.ForEachAsync(
            Enumerable.Range(0, endpoints).Select(Name),
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (name, token) => await work(name, token));
    }

    public static V1Patch Mark(string annotation) => new(
        $$$$"""{"metadata":{"annotations":{"{{{{annotation}}}}":"{{{{SleepMarks.Format(TimeProvider.System.GetUtcNow())}}}}"}}}""", V1Patch.PatchType.MergePatch);

    /// <summary>From now on nobody reacts.</summary>
    public async Task StopProductAsync()
    {
        while (processes.TryPop(out var process))
        {
            await process.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopProductAsync();
        Client.Dispose();
        await cluster.DisposeAsync();
    }

    /// <summary>Without a controller manager and a scheduler: what they would do comes after a wake.</summary>
    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        await KubectlAsync("apply", "--validate=false", "-f", Repository.File("crds"));
        await KubectlAsync("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
        await KubectlAsync("create", "namespace", SystemNamespace);
        await KubectlAsync("create", "namespace", Namespace);
        await KubectlAsync("apply", "-f", Repository.File("deploy/catalogue"), "-f", Repository.File("deploy/rbac"));
        await cluster.KillAsync(ClusterComponent.ControllerManager, cancellationToken);
        await cluster.KillAsync(ClusterComponent.Scheduler, cancellationToken);
        var gateway = GatewayProcess.Start(await KubeconfigAsync("inference-endpoints-gateway"), Port + 1);
        processes.Push(gateway);
        Gateway = gateway.Public;
        processes.Push(OperatorProcess.Start(
            await KubeconfigAsync("inference-endpoints-operator"), Port, [new("Operator__Activity__Gateways__0", $"{gateway.Url}")]));

        Task<string> KubectlAsync(params string[] arguments) => Shell.RunAsync(
            "kubectl", ["--kubeconfig", cluster.KubeconfigPath, .. arguments], input: null, environment: null, cancellationToken);

        async Task<string> KubeconfigAsync(string account)
        {
            var file = Path.Combine(Path.GetDirectoryName(cluster.KubeconfigPath)!, account); // goes with the cluster
            await File.WriteAllTextAsync(file, await cluster.ServiceAccountKubeconfigAsync(SystemNamespace, account, cancellationToken), cancellationToken);
            return file;
        }
    }

    /// <summary>With an autoscaler, so that a wake asks the gateways how many replicas it takes.</summary>
    private static InferenceEndpoint Endpoint(string name) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = Namespace },
        Spec = new InferenceEndpointSpec
        {
            Type = EndpointTypes.Public,
            Model = new ModelSpec { Repository = "openai-community/gpt2", Image = new ImageSpec { Tgi = new TgiImage() } },
            Compute = new ComputeSpec { InstanceType = "intel-spr", Scaling = new ScalingSpec { MinReplica = 0, MaxReplica = 2 } },
        },
    };
}
