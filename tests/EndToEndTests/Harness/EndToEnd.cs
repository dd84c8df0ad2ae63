using Cluster;
using InferenceEndpoints.Entities;
using k8s;
using KubeOps.KubernetesClient;

namespace EndToEndTests.Harness;

/// <summary>
/// The product on a real cluster: custom resources, catalogue, the operator's rights and the operator. What it runs are stand-ins for model
/// servers and for the Hub (tests/ModelServer, tests/ModelHub), as real pods from real images.
/// </summary>
#pragma warning disable CA1001 // xunit calls DisposeAsync.
public sealed class EndToEnd : IAsyncLifetime
#pragma warning restore CA1001
{
    public const int Gpus = 16;
    private const string SystemNamespace = "inference-endpoints";
    private const string OperatorAccount = "inference-endpoints-operator";
    private const string GatewayAccount = "inference-endpoints-gateway";
    private const int GatewayPorts = 3;

    private readonly Dictionary<string, string> settings = [];
    private readonly CancellationTokenSource deadline = new(TimeSpan.FromMinutes(20));
    private string operatorKubeconfig = "";
    private string gatewayKubeconfig = "";
    private int nextPort = 20_000 + Random.Shared.Next(900);

    /// <summary>Ends a test that hangs.</summary>
    public CancellationToken Deadline => deadline.Token;

    internal LocalCluster Cluster { get; private set; } = null!; // set in InitializeAsync, which xunit calls first

    internal IKubernetesClient Client { get; private set; } = null!;

    internal Uri Hub { get; private set; } = null!;

    internal OperatorProcess Operator { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        EndpointsJsonContext.Register();
        Cluster = await LocalCluster.StartAsync(Deadline);
        await Cluster.AddNodeAsync(Deadline);
        var configuration = Cluster.CreateConfiguration();
        Client = new KubernetesClient(configuration, new Kubernetes(configuration));
        foreach (var image in new[] { "model-server", "model-hub", "downloader" })
        {
            var archive = await Shell.RunAsync(Repository.File("tests/Cluster/images.sh"), [image], input: null, environment: null, Deadline);
            await Cluster.ImportImageAsync(archive, Deadline);
        }

        await Cluster.SetGpusAsync(Gpus, Deadline);
        await InstallAsync();
        Operator = StartOperator();
        await Eventually.TrueAsync("the operator leads", _ => Task.FromResult(Operator.IsLeader), Deadline);
    }

    public async Task DisposeAsync()
    {
        await Operator.StopAsync(CancellationToken.None);
        await Operator.DisposeAsync();
        Client.Dispose();
        File.Delete(operatorKubeconfig);
        File.Delete(gatewayKubeconfig);
        await Cluster.DisposeAsync();
        deadline.Dispose();
    }

    internal OperatorProcess StartOperator(params (string Name, string Value)[] more) => OperatorProcess.Start(
        operatorKubeconfig, nextPort++, [.. settings, .. more.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))]);

    /// <summary>Stops the operator that runs and starts another.</summary>
    internal async Task RestartOperatorAsync(params (string Name, string Value)[] more)
    {
        await Operator.StopAsync(Deadline);
        await Operator.DisposeAsync();
        Operator = StartOperator(more);
        await Eventually.TrueAsync("the new operator leads", _ => Task.FromResult(Operator.IsLeader), Deadline);
    }

    /// <summary>A server that reads the metrics of the operator and of a gateway, with the rules of deploy/prometheus.</summary>
    internal Task<PrometheusServer> StartPrometheusAsync(GatewayProcess gateway) =>
        PrometheusServer.StartAsync(Interlocked.Increment(ref nextPort), [Operator.Url, gateway.Url], Repository.File("deploy/prometheus/rules.yaml"), Deadline);

    internal GatewayProcess StartGateway() => GatewayProcess.Start(gatewayKubeconfig, Interlocked.Add(ref nextPort, GatewayPorts) - GatewayPorts);

    /// <summary>Takes the part of the operator that the other tests use.</summary>
    internal async Task ReplaceOperatorAsync(OperatorProcess other)
    {
        await Operator.DisposeAsync();
        Operator = other;
    }

    internal Task<string> KubectlAsync(params string[] arguments) => KubectlInputAsync(input: null, arguments);

    internal Task<string> KubectlInputAsync(string? input, params string[] arguments) => Shell.RunAsync(
        "kubectl", arguments, input, new Dictionary<string, string> { ["KUBECONFIG"] = Cluster.KubeconfigPath }, Deadline);

    /// <summary>A namespace of the test's own, with access to gated repositories of the Hub.</summary>
    internal async Task<Team> CreateTeamAsync(string name)
    {
        await KubectlAsync("create", "namespace", name);
        await KubectlAsync("-n", name, "create", "secret", "generic", "hf", "--from-literal=token=hf_demo", "--from-literal=stranger=hf_stranger", "--from-literal=unknown=hf_unknown");
        return new Team(this, name);
    }

    private async Task InstallAsync()
    {
        // Before 1.25 the API server does not know the CEL rules of a schema, and kubectl asks it.
        await KubectlAsync("apply", "--validate=false", "-f", Repository.File("crds"));
        await KubectlAsync("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
        await KubectlAsync("create", "namespace", SystemNamespace);
        await KubectlAsync("apply", "-f", Repository.File("tests/Demo/instance-types.yaml"), "-f", Repository.File("deploy/rbac"));
        await KubectlAsync("apply", "-f", Repository.File("tests/Cluster/model-hub.yaml"));
        await KubectlAsync("wait", "--for=condition=Ready", "--timeout=60s", "pod/model-hub");
        var hub = await KubectlAsync("get", "pod", "model-hub", "-o", "jsonpath={.status.podIP}");

        foreach (var line in await File.ReadAllLinesAsync(Repository.File("tests/Cluster/local-images.env"), Deadline))
        {
            if (!line.StartsWith('#') && line.Split('=', 2) is [var name, var value])
            {
                settings[name] = value;
            }
        }

        Hub = new Uri($"http://{hub}:8080");
        settings["Operator__Models__HubEndpoint"] = $"http://{hub}:8080";
        settings["Operator__Models__DrainSeconds"] = "1";
        settings["Operator__GpuMetrics__Enabled"] = "true";
        operatorKubeconfig = await WriteKubeconfigAsync(OperatorAccount);
        gatewayKubeconfig = await WriteKubeconfigAsync(GatewayAccount);
    }

    private async Task<string> WriteKubeconfigAsync(string account)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, await Cluster.ServiceAccountKubeconfigAsync(SystemNamespace, account, Deadline), Deadline);
        return file;
    }
}

[CollectionDefinition(Name)]
public sealed class UsesTheProduct : ICollectionFixture<EndToEnd>
{
    public const string Name = "the product on a cluster";
}
