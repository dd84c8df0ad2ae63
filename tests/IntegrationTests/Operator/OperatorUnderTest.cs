using Cluster;
using InferenceEndpoints.Entities;
using k8s.Models;
using KubeOps.KubernetesClient;

namespace IntegrationTests.Operator;

/// <summary>The operator's process on an API server without controllers and nodes, in a namespace of its own and behind a proxy that writes down its requests.</summary>
internal sealed class OperatorUnderTest : IAsyncDisposable
{
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

    /// <summary>Ends a test that hangs.</summary>
    public CancellationToken Deadline => deadline.Token;

    /// <param name="server">Where to.</param>
    /// <param name="ns">A new namespace.</param>
    /// <param name="settings">Environment variables of the operator.</param>
    public static async Task<OperatorUnderTest> StartAsync(ApiServer server, string ns, params (string Name, string Value)[] settings)
    {
        EndpointsJsonContext.Register();
        var started = new OperatorUnderTest(server, await FaultProxy.StartAsync(server.CreateHttpClient()), ns);
        await started.InstallAsync();
        started.process = OperatorProcess.Start(
            started.kubeconfig,
            ApiServer.FreePort(),
            [
                new("Operator__Namespace", ns),
                new("Operator__LeaderElection", "false"),
                .. settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)),
            ]);
        return started;
    }

    public Task<string> KubectlAsync(params IEnumerable<string> arguments) => server.KubectlAsync(Deadline, arguments);

    /// <summary>A small endpoint on a CPU.</summary>
    public Task<InferenceEndpoint> CreateEndpointAsync(string name) => Client.CreateAsync(
        new InferenceEndpoint
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = Namespace },
            Spec = new InferenceEndpointSpec
            {
                Model = new ModelSpec { Repository = "openai-community/gpt2", Image = new ImageSpec { Tgi = new TgiImage() } },
                Compute = new ComputeSpec { InstanceType = "intel-spr" },
            },
        },
        Deadline);

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

    private async Task InstallAsync()
    {
        await File.WriteAllTextAsync(
            kubeconfig,
            $$"""
              apiVersion: v1
              kind: Config
              current-context: proxy
              clusters: [{name: proxy, cluster: {server: "{{proxy.Address}}"} }]
              contexts: [{name: proxy, context: {cluster: proxy, user: ""} }]
              """,
            Deadline);
        await KubectlAsync("apply", "--validate=false", "-f", Repository.File("crds"));
        await KubectlAsync("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
        await KubectlAsync("apply", "-f", Repository.File("deploy/catalogue"));
        await KubectlAsync("create", "namespace", Namespace);
    }
}
