using System.Collections.Concurrent;
using System.Diagnostics;
using Cluster;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator;
using InferenceEndpoints.Sleep;
using k8s;
using k8s.Models;
using KubeOps.KubernetesClient;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Benchmarks.Waking;

/// <summary>From a request at the gateway until its endpoint's Deployment has a replica, with operator and gateway as processes on an API server.</summary>
internal static class WakeLatency
{
    private const int Port = 20_000;
    private const string Namespace = "waking";
    private const string SystemNamespace = "inference-endpoints";
    private const int WarmUp = 20;
    private const int Parallelism = 8;

    public static async Task<Samples> RunAsync(int endpoints, int wakes, CancellationToken cancellationToken)
    {
        OperatorJsonContext.Register();
        await using var cluster = await LocalCluster.StartAsync(cancellationToken);
        await KubectlAsync("apply", "--validate=false", "-f", Repository.File("crds"));
        await KubectlAsync("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
        await KubectlAsync("create", "namespace", SystemNamespace);
        await KubectlAsync("create", "namespace", Namespace);
        await KubectlAsync("apply", "-f", Repository.File("deploy/catalogue"), "-f", Repository.File("deploy/rbac"));
        await cluster.KillAsync(ClusterComponent.ControllerManager, cancellationToken);
        await cluster.KillAsync(ClusterComponent.Scheduler, cancellationToken);
        var configuration = cluster.CreateConfiguration();
        using var client = new KubernetesClient(configuration, new Kubernetes(configuration));
        using var watch = await WatchAsync(client.ApiClient, cancellationToken);
        var deployments = watch.Services.GetRequiredService<IInformer<V1Deployment>>();

        await using var @operator = OperatorProcess.Start(await KubeconfigAsync("inference-endpoints-operator"), Port, []);
        await using var gateway = GatewayProcess.Start(await KubeconfigAsync("inference-endpoints-gateway"), Port + 1);
        await ForEachAsync((name, token) => client.CreateAsync(Endpoint(name), token));
        await Console.Error.WriteLineAsync($"{endpoints} endpoints");
        await Eventually.EqualAsync("all have Deployments", endpoints, _ => Task.FromResult(deployments.List().Count), cancellationToken, TimeSpan.FromMinutes(10));
        await ForEachAsync((name, token) => client.PatchAsync<InferenceEndpoint>(SleepMark(), name, Namespace, cancellationToken: token));
        await Eventually.TrueAsync(
            "all sleep",
            async token => deployments.List().All(deployment => deployment.Spec!.Replicas == 0)
                && (await client.ListAsync<InferenceEndpoint>(Namespace, cancellationToken: token)).All(endpoint => endpoint.Status?.State == "scaledToZero"),
            cancellationToken,
            TimeSpan.FromMinutes(10));
        return await WakeAsync(gateway.Public, deployments, WarmUp + wakes, cancellationToken);

        Task<string> KubectlAsync(params string[] arguments) => Shell.RunAsync(
            "kubectl", ["--kubeconfig", cluster.KubeconfigPath, .. arguments], input: null, environment: null, cancellationToken);

        async Task<string> KubeconfigAsync(string account)
        {
            var file = Path.Combine(Path.GetDirectoryName(cluster.KubeconfigPath)!, account); // goes with the cluster
            await File.WriteAllTextAsync(file, await cluster.ServiceAccountKubeconfigAsync(SystemNamespace, account, cancellationToken), cancellationToken);
            return file;
        }

        Task ForEachAsync(Func<string, CancellationToken, Task> work) => Parallel.ForEachAsync(
            Enumerable.Range(0, endpoints).Select(Name),
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (name, token) => await work(name, token));
    }

    private static async Task<Samples> WakeAsync(Uri gateway, IInformer<V1Deployment> deployments, int count, CancellationToken cancellationToken)
    {
        var woken = new ConcurrentDictionary<string, TaskCompletionSource<long>>();
        using var subscription = deployments.Subscribe(change =>
        {
            if (change.Object.Spec!.Replicas > 0 && woken.TryGetValue(change.Object.Metadata.Name, out var waiting))
            {
                waiting.TrySetResult(Stopwatch.GetTimestamp());
            }
        });
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var times = new List<TimeSpan>();
        foreach (var name in Enumerable.Range(0, count).Select(Name))
        {
            var url = new Uri(gateway, $"/endpoints/{Namespace}/{name}/");
            var end = woken[name] = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            var start = Stopwatch.GetTimestamp();
            using var answer = await http.GetAsync(url, cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(start, await end.Task.WaitAsync(cancellationToken)));
        }

        return new Samples(times.Skip(WarmUp));
    }

    private static async Task<IHost> WatchAsync(IKubernetes client, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.Services.AddSingleton(client);
        builder.Services.AddInformer<V1Deployment>();
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return host;
    }

    private static string Name(int index) => $"bench-{index}";

    private static V1Patch SleepMark() => new(
        $$$$"""{"metadata":{"annotations":{"{{{{Annotations.Sleep}}}}":"{{{{SleepMarks.Format(TimeProvider.System.GetUtcNow())}}}}"}}}""", V1Patch.PatchType.MergePatch);

    private static InferenceEndpoint Endpoint(string name) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = Namespace },
        Spec = new InferenceEndpointSpec
        {
            Type = EndpointTypes.Public,
            Model = new ModelSpec { Repository = "openai-community/gpt2", Image = new ImageSpec { Tgi = new TgiImage() } },
            Compute = new ComputeSpec { InstanceType = "intel-spr", Scaling = new ScalingSpec { MinReplica = 0, MaxReplica = 1 } },
        },
    };
}
