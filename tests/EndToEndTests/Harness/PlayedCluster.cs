using System.Collections.Concurrent;
using System.Collections.Immutable;
using Cluster;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using k8s;
using k8s.Models;
using KubeOps.KubernetesClient;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EndToEndTests.Harness;

/// <summary>
/// Two operators and two gateways as processes, on a real control plane whose nodes are played: for what needs hundreds of pods to come and go. A
/// minute of <c>scaleToZeroTimeout</c> is a second here.
/// </summary>
#pragma warning disable CA1001 // xunit calls DisposeAsync.
public sealed class PlayedCluster : IAsyncLifetime
#pragma warning restore CA1001
{
    public const string Team = "team";

    /// <summary>Requests that a gateway holds for one endpoint.</summary>
    public const int MaxHeld = 300;
    private const string SystemNamespace = "inference-endpoints";

    /// <summary>How long a gateway says that it is about to stop before it does.</summary>
    private static readonly TimeSpan ShutdownDelay = TimeSpan.FromSeconds(1);
    private static readonly HttpClient Http = new();

    private readonly CancellationTokenSource deadline = new(TimeSpan.FromMinutes(8));
    private readonly int firstPort = 19_000 + Random.Shared.Next(900);
    private readonly ConcurrentQueue<ProductProcess> processes = [];
    private LocalCluster cluster = null!; // set in InitializeAsync, which xunit calls first
    private IHost informers = null!;
    private readonly List<PlayedNode> nodes = [];
    private string operatorKubeconfig = "";
    private string gatewayKubeconfig = "";
    private ImmutableArray<GatewayProcess> gateways = [];
    private int nextPort;

    /// <summary>Ends a test that hangs.</summary>
    public CancellationToken Deadline => deadline.Token;

    internal IKubernetesClient Client { get; private set; } = null!;

    internal IInformer<InferenceEndpoint> Endpoints => informers.Services.GetRequiredService<IInformer<InferenceEndpoint>>();

    /// <summary>Those that a Service would lead to.</summary>
    internal ImmutableArray<GatewayProcess> Gateways => gateways;

    /// <summary>Those that run, the leader among them.</summary>
    internal List<OperatorProcess> Operators { get; } = [];

    /// <summary>Lines of all gateways that ever ran.</summary>
    internal IEnumerable<string> GatewayLog => processes.OfType<GatewayProcess>().SelectMany(gateway => gateway.Log);

    /// <summary>Loads the next pod's model.</summary>
    internal Func<Task> Load { get; set; } = () => Task.CompletedTask;

    public async Task InitializeAsync()
    {
        EndpointsJsonContext.Register();
        cluster = await LocalCluster.StartAsync(Deadline);
        var configuration = cluster.CreateConfiguration();
        Client = new KubernetesClient(configuration, new Kubernetes(configuration));
        await KubectlAsync("", "apply", "--validate=false", "-f", Repository.File("crds"));
        await KubectlAsync("", "wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
        await KubectlAsync("", "create", "namespace", SystemNamespace);
        await KubectlAsync("", "create", "namespace", Team);
        await KubectlAsync("", "apply", "-f", Repository.File("tests/Demo/instance-types.yaml"), "-f", Repository.File("deploy/rbac"));

        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.Services.AddSingleton(Client.ApiClient);
        builder.Services.AddInformer<V1Pod>();
        builder.Services.AddInformer<InferenceEndpoint>();
        informers = builder.Build();
        await AddNodeAsync("played", pool: null);
        await informers.StartAsync(Deadline);

        operatorKubeconfig = await WriteKubeconfigAsync("inference-endpoints-operator");
        gatewayKubeconfig = await WriteKubeconfigAsync("inference-endpoints-gateway");
        gateways = [StartGateway(firstPort), StartGateway(firstPort + 3)];
        StartOperator();
        StartOperator();
        await LedAsync();
        await Task.WhenAll(gateways.Select(IsReadyAsync));
    }

    public async Task DisposeAsync()
    {
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }

        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        await informers.StopAsync();
        informers.Dispose();
        Client.Dispose();
        File.Delete(operatorKubeconfig);
        File.Delete(gatewayKubeconfig);
        await cluster.DisposeAsync();
        deadline.Dispose();
    }

    /// <summary>Waits until one of the operators leads.</summary>
    internal Task LedAsync() => Eventually.TrueAsync("an operator leads", _ => Task.FromResult(Operators.Any(one => one.IsLeader)), Deadline);

    /// <summary>SIGKILL for the leader. Another is started at once, and one of the two leads when the lease is over.</summary>
    internal async Task KillLeaderAsync()
    {
        var leader = Operators.First(one => one.IsLeader);
        Operators.Remove(leader);
        await leader.KillAsync();
        StartOperator();
        await LedAsync();
    }

    /// <summary>As a Deployment restarts a pod of its own: the Service hears that it is not ready any more, it ends, and the next one begins.</summary>
    internal async Task RestartGatewayAsync(GatewayProcess old)
    {
        var stopping = old.StopAsync(Deadline);
        await Eventually.TrueAsync("it says that it stops", async token => !await IsReadyAsync(old.Url, token), Deadline);
        ImmutableInterlocked.Update(ref gateways, ready => ready.Remove(old));
        await stopping;
        var next = StartGateway(old.Url.Port);
        await IsReadyAsync(next);
        ImmutableInterlocked.Update(ref gateways, ready => ready.Add(next));
    }

    /// <summary>After that the logs of those that ran are complete.</summary>
    internal Task RestartGatewaysAsync() => Task.WhenAll(gateways.Select(RestartGatewayAsync));

    /// <summary>Another node, for pods that tolerate, and select, nodes of its pool.</summary>
    internal async Task AddNodeAsync(string name, string? pool) => nodes.Add(
        await PlayedNode.AddAsync(name, pool, Client.ApiClient, informers.Services.GetRequiredService<IInformer<V1Pod>>(), KubectlAsync, () => Load()));

    /// <summary>Small endpoints that sleep after a second.</summary>
    internal Task ApplyAsync(IEnumerable<string> names) => KubectlAsync(string.Join("---\n", names.Select(Manifest)), "apply", "-f", "-");

    internal Task<string> KubectlAsync(string input, params string[] arguments) => Shell.RunAsync(
        "kubectl", arguments, input, new Dictionary<string, string> { ["KUBECONFIG"] = cluster.KubeconfigPath }, CancellationToken.None);

    private GatewayProcess StartGateway(int port)
    {
        var started = GatewayProcess.Start(gatewayKubeconfig, port, [new("Gateway__ShutdownDelay", $"{ShutdownDelay}"), new("Gateway__MaxHeldRequestsPerEndpoint", $"{MaxHeld}")]);
        processes.Enqueue(started);
        return started;
    }

    private void StartOperator()
    {
        var started = OperatorProcess.Start(
            operatorKubeconfig,
            firstPort + 6 + nextPort++,
            [
                new("Operator__Activity__Gateways__0", $"http://127.0.0.1:{firstPort}"),
                new("Operator__Activity__Gateways__1", $"http://127.0.0.1:{firstPort + 3}"),
                new("Operator__Activity__Interval", "00:00:00.300"),
                new("Operator__Activity__TimeoutUnit", "00:00:01"),
            ]);
        Operators.Add(started);
        processes.Enqueue(started);
    }

    private static string Manifest(string name) =>
        $$$"""
          apiVersion: inferenceendpoints.dev/v1alpha1
          kind: InferenceEndpoint
          metadata: { name: {{{name}}}, namespace: {{{Team}}} }
          spec:
            type: public
            model: {repository: openai-community/gpt2, image: {tgi: {} } }
            compute: {instanceType: intel-spr, scaling: {minReplica: 0, maxReplica: 1, scaleToZeroTimeout: 1} }

          """;

    private Task IsReadyAsync(GatewayProcess gateway) =>
        Eventually.TrueAsync("the gateway is ready", token => IsReadyAsync(gateway.Url, token), Deadline);

    private static async Task<bool> IsReadyAsync(Uri process, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri(process, "/readyz"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<string> WriteKubeconfigAsync(string account)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, await cluster.ServiceAccountKubeconfigAsync(SystemNamespace, account, Deadline), Deadline);
        return file;
    }
}

[CollectionDefinition(Name)]
public sealed class UsesAPlayedCluster : ICollectionFixture<PlayedCluster>
{
    public const string Name = "a cluster whose node is played";
}
