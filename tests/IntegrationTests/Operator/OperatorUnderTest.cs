using System.Globalization;
using System.Text.RegularExpressions;
using Cluster;
using InferenceEndpoints.Entities;
using k8s.Models;
using KubeOps.KubernetesClient;

namespace IntegrationTests.Operator;

/// <summary>The operator's process on an API server without controllers and nodes, in a namespace of its own and behind a proxy that writes down its requests.</summary>
internal sealed class OperatorUnderTest : IAsyncDisposable
{
    public const string SystemNamespace = "inference-endpoints";

    private static readonly HttpClient Http = new();

    private readonly CancellationTokenSource deadline = new(TimeSpan.FromSeconds(90));
    private readonly ApiServer server;
    private readonly FaultProxy proxy;
    private readonly string kubeconfig = Path.GetTempFileName();
    private OperatorProcess? process;

    private OperatorUnderTest(ApiServer server, FaultProxy proxy, string ns) => (this.server, this.proxy, Namespace) = (server, proxy, ns);

    public string Namespace { get; }

    public IKubernetesClient Client => server.Client;

    /// <summary>Between the operator and the API server; it sees nothing of the test's own requests.</summary>
    public FaultProxy Proxy => proxy;

    public IReadOnlyCollection<string> Log => process!.Log;

    public bool IsLeader => process!.IsLeader;

    /// <summary>Ends a test that hangs.</summary>
    public CancellationToken Deadline => deadline.Token;

    /// <param name="server">Where to.</param>
    /// <param name="ns">A new namespace.</param>
    /// <param name="settings">Environment variables of the operator.</param>
    public static Task<OperatorUnderTest> StartAsync(ApiServer server, string ns, params (string Name, string Value)[] settings) =>
        StartAsync(server, server.CreateHttpClient(), ns, settings);

    /// <summary>With no more rights than its ServiceAccount has.</summary>
    public static async Task<OperatorUnderTest> StartWithItsRightsAsync(ApiServer server, string ns, params (string Name, string Value)[] settings)
    {
        await server.KubectlAsync(CancellationToken.None, "apply", "-f", Repository.File("deploy/base/namespace.yaml")); // other tests use it, too
        await server.KubectlAsync(CancellationToken.None, "apply", "-f", Repository.File("deploy/rbac"));
        return await StartAsAsync(server, $"system:serviceaccount:{SystemNamespace}:inference-endpoints-operator", ns, settings);
    }

    /// <summary>With the rights of a user.</summary>
    public static Task<OperatorUnderTest> StartAsAsync(ApiServer server, string user, string ns, params (string Name, string Value)[] settings)
    {
        var client = server.CreateHttpClient();
        client.DefaultRequestHeaders.Add("Impersonate-User", user);
        client.DefaultRequestHeaders.Add("Impersonate-Group", "system:authenticated");
        return StartAsync(server, client, ns, settings);
    }

    private static async Task<OperatorUnderTest> StartAsync(ApiServer server, HttpClient upstream, string ns, (string Name, string Value)[] settings)
    {
        EndpointsJsonContext.Register();
        var started = new OperatorUnderTest(server, await FaultProxy.StartAsync(upstream), ns);
        await started.InstallAsync();
        await started.StartProcessAsync(settings);
        return started;
    }

    /// <summary>Another process for the same endpoints, behind a proxy of its own.</summary>
    public async Task<OperatorUnderTest> StartAnotherAsync(params (string Name, string Value)[] settings)
    {
        var another = new OperatorUnderTest(server, await FaultProxy.StartAsync(server.CreateHttpClient()), Namespace);
        await another.StartProcessAsync(settings);
        return another;
    }

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => process!.KillAsync();

    public Task<string> KubectlAsync(params IEnumerable<string> arguments) => server.KubectlAsync(Deadline, arguments);

    /// <param name="endpoint">Its name.</param>
    /// <param name="patch">A JSON merge patch.</param>
    public Task PatchAsync(string endpoint, string patch) => KubectlAsync("-n", Namespace, "patch", "iep", endpoint, "--type=merge", "-p", patch);

    /// <summary>A small endpoint on a CPU.</summary>
    public Task<InferenceEndpoint> CreateEndpointAsync(
        string name, StorageSpec? storage = null, int maxReplica = 1, string instanceType = "intel-spr", string? ns = null) => Client.CreateAsync(
        new InferenceEndpoint
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = ns ?? Namespace },
            Spec = new InferenceEndpointSpec
            {
                Model = new ModelSpec { Repository = "openai-community/gpt2", Image = new ImageSpec { Tgi = new TgiImage() }, Storage = storage },
                Compute = new ComputeSpec { InstanceType = instanceType, Scaling = new ScalingSpec { MinReplica = 1, MaxReplica = maxReplica } },
            },
        },
        Deadline);

    /// <summary>Waits until the operator has sent a request.</summary>
    /// <param name="pattern">A regular expression for its method and path.</param>
    public Task RequestedAsync(string pattern) => Cluster.Eventually.TrueAsync(
        $"there was a request {pattern}", _ => Task.FromResult(proxy.Requests.Any(request => Regex.IsMatch(request, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)))), Deadline);

    /// <summary>What it tells Prometheus.</summary>
    public Task<string> MetricsAsync() => Http.GetStringAsync(new Uri(process!.Url, "/metrics"), Deadline);

    /// <summary>Of endpoints.</summary>
    public Task<double> ReconcilesAsync() => SumAsync($"inferenceendpoints_operator_reconciles_total{{controller=\"{InferenceEndpoint.KubePluralName}\"");

    /// <summary>Endpoints that wait to be reconciled.</summary>
    public Task<double> QueueDepthAsync() => SumAsync($"inferenceendpoints_operator_queue_depth{{controller=\"{InferenceEndpoint.KubePluralName}\"");

    /// <summary>Waits until the status is as wanted.</summary>
    public async Task<InferenceEndpointStatus> StatusAsync(string name, string what, Func<InferenceEndpointStatus, bool> isWanted) => await Cluster.Eventually.GetAsync(
        $"{name} is {what}",
        async token => (await Client.GetAsync<InferenceEndpoint>(name, Namespace, token))?.Status ?? new InferenceEndpointStatus(),
        isWanted,
        Deadline,
        TimeSpan.FromSeconds(30));

    public Task<InferenceEndpointStatus> StateAsync(string name, string state) => StatusAsync(name, state, status => status.State == state);

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        await proxy.DisposeAsync();
        File.Delete(kubeconfig);
        deadline.Dispose();
    }

    private async Task StartProcessAsync((string Name, string Value)[] settings)
    {
        await File.WriteAllTextAsync(
            kubeconfig,
            $$"""
              apiVersion: v1
              kind: Config
              current-context: proxy
              clusters: [{name: proxy, cluster: {server: "{{proxy.Address}}"} }]
              contexts: [{name: proxy, context: {cluster: proxy, user: "", namespace: {{SystemNamespace}}} }]
              """,
            Deadline);
        process = OperatorProcess.Start(
            kubeconfig,
            ApiServer.FreePort(),
            [
                new("Operator__Namespace", Namespace),
                new("Operator__LeaderElection", "false"),
                .. settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)),
            ]);
    }

    private async Task InstallAsync()
    {
        await KubectlAsync("apply", "--validate=false", "-f", Repository.File("crds"));
        await KubectlAsync("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
        await KubectlAsync("apply", "-f", Repository.File("deploy/catalogue"));
        await KubectlAsync("create", "namespace", Namespace);
    }

    private async Task<double> SumAsync(string series) => (await MetricsAsync()).Split('\n')
        .Where(line => line.StartsWith(series, StringComparison.Ordinal))
        .Sum(line => double.Parse(line.AsSpan(line.LastIndexOf(' ')), CultureInfo.InvariantCulture));
}
