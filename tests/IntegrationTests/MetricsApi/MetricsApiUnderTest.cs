using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using Cluster;
using IntegrationTests.Gateway;
using IntegrationTests.Operator;
using k8s.Models;

namespace IntegrationTests.MetricsApi;

/// <summary>
/// The operator with its metrics API and its own rights, a gateway that tells it of requests, and a real API server with its aggregator,
/// which finds it as deploy/metrics-api says, except that the Service leads to this machine.
/// </summary>
public sealed class MetricsApiUnderTest(ApiServer server) : IAsyncLifetime
{
    public const string Namespace = "metrics";
    public const string Values = $"{Metrics}/inferenceendpoints_pending_requests";
    public const string GpuValues = $"{Metrics}/inferenceendpoints_gpu_utilization";

    private const string Metrics = $"/apis/external.metrics.k8s.io/v1beta1/namespaces/{Namespace}";

    private const string Service = "inference-endpoints-metrics";
    private const string ApiService = "v1beta1.external.metrics.k8s.io";

    private readonly int port = ApiServer.FreePort();
    private bool haveControllers;

    public ApiServer Server => server;

    internal OperatorUnderTest Operator { get; private set; } = null!; // set in InitializeAsync, which xunit calls first

    internal GatewayUnderTest Gateway { get; private set; } = null!; // so is this

    internal DcgmExporter Exporter { get; private set; } = null!; // and this

    public async Task InitializeAsync()
    {
        Gateway = await GatewayUnderTest.StartAsync();
        Exporter = await DcgmExporter.StartAsync();
        await RegisterAsync(); // before the operator, which looks for it as it starts, and then only now and then
        Operator = await OperatorUnderTest.StartWithItsRightsAsync(
            server,
            Namespace,
            ("Operator__Activity__Gateways__0", $"{Gateway.Telemetry}"),
            ("Operator__Activity__Interval", "00:00:00.200"),
            ("Operator__Activity__PendingWindow", "00:00:01"),
            ("Operator__MetricsApi__Enabled", "true"),
            ("Operator__MetricsApi__Port", $"{port}"),
            ("Operator__GpuMetrics__Enabled", "true"),
            ("Operator__GpuMetrics__Port", $"{Exporter.Port}"),
            ("Operator__GpuMetrics__Interval", "00:00:00.200"),
            ("Operator__GpuMetrics__Window", "00:00:01"));
        await server.CreateNamespaceAsync("gpu-operator");
        await RunAsync(await server.Client.CreateAsync(Exporter.Pod("gpu-operator"), Operator.Deadline));
        await Cluster.Eventually.TrueAsync(
            "the API is available",
            async _ => (await Operator.KubectlAsync("get", "apiservice", ApiService, "-o", "jsonpath={.status.conditions[?(@.type==\"Available\")].status}")) == "True",
            Operator.Deadline);
    }

    public async Task DisposeAsync()
    {
        await server.StopControllersAsync();
        await Operator.KubectlAsync("delete", "--ignore-not-found", "-f", Repository.File("deploy/metrics-api"));
        await Operator.DisposeAsync();
        await Exporter.DisposeAsync();
        await Gateway.DisposeAsync();
    }

    /// <summary>From now on Deployments have pods, and autoscalers move their number.</summary>
    internal async Task StartControllersAsync()
    {
        if (!haveControllers)
        {
            haveControllers = true;
            await server.StartControllersAsync("deployment", "replicaset", "horizontalpodautoscaling");
        }
    }

    /// <summary>Does a node's work for the next pod of an endpoint that has none yet: it becomes ready.</summary>
    /// <returns>Its name.</returns>
    internal async Task<string> RunPodAsync(string endpoint)
    {
        var pod = await Cluster.Eventually.GetAsync(
            $"{endpoint} has a pod without a node",
            async token => (await server.Client.ListAsync<V1Pod>(Namespace, $"app.kubernetes.io/instance={endpoint}", cancellationToken: token))
                .FirstOrDefault(pod => pod.Spec!.NodeName is null),
            pod => pod is not null,
            Operator.Deadline);
        using var http = server.CreateHttpClient();
        using var bound = await http.PostAsJsonAsync(
            $"/api/v1/namespaces/{Namespace}/pods/{pod!.Metadata.Name}/binding",
            new { apiVersion = "v1", kind = "Binding", metadata = new { name = pod.Metadata.Name }, target = new { kind = "Node", name = DcgmExporter.Node } },
            Operator.Deadline);
        bound.EnsureSuccessStatusCode();
        await RunAsync((await server.Client.GetAsync<V1Pod>(pod.Metadata.Name, Namespace, Operator.Deadline))!);
        return pod.Metadata.Name;
    }

    /// <summary>Whom the API server trusts, in Base64.</summary>
    internal Task<string> BundleAsync() => Operator.KubectlAsync("get", "apiservice", ApiService, "-o", "jsonpath={.spec.caBundle}");

    /// <summary>A client of the operator's port, past the API server.</summary>
    internal HttpClient CreateClient(string? token = null, X509Certificate2? certificate = null)
    {
#pragma warning disable MA0039, CA5359 // The certificate is tested by the API server.
        var handler = new SocketsHttpHandler
        {
            SslOptions =
            {
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
                ClientCertificates = certificate is null ? null : [certificate],
            },
        };
#pragma warning restore MA0039, CA5359
        return new HttpClient(handler)
        {
            BaseAddress = new Uri($"https://127.0.0.1:{port}"),
            DefaultRequestHeaders = { Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token) },
        };
    }

    private Task<V1Pod> RunAsync(V1Pod pod) => server.Client.UpdateStatusAsync(
        pod with { Status = new V1PodStatus { Phase = "Running", PodIP = "127.0.0.1", Conditions = [new V1PodCondition { Type = "Ready", Status = "True" }] } },
        Operator.Deadline);

    // The aggregator may reach this machine by a Service of type ExternalName, and there is nothing that would serve a cluster IP.
    private async Task RegisterAsync()
    {
        await KubectlAsync("apply", "-f", Repository.File("deploy/base/namespace.yaml"));
        await KubectlAsync("apply", "-f", Repository.File("deploy/metrics-api"));
        await server.Client.DeleteAsync<V1Service>(Service, OperatorUnderTest.SystemNamespace);
        await KubectlAsync("-n", OperatorUnderTest.SystemNamespace, "create", "service", "externalname", Service, "--external-name=127.0.0.1");
        await KubectlAsync("patch", "apiservice", ApiService, "--type=merge", "-p", $$$$"""{"spec":{"service":{"port":{{{{port}}}}}}}""");
    }

    private Task<string> KubectlAsync(params IEnumerable<string> arguments) => server.KubectlAsync(CancellationToken.None, arguments);
}
