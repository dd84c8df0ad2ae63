using System.Net.Http.Headers;
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
    public const string Values = $"/apis/external.metrics.k8s.io/v1beta1/namespaces/{Namespace}/inferenceendpoints_pending_requests";

    private const string Service = "inference-endpoints-metrics";
    private const string ApiService = "v1beta1.external.metrics.k8s.io";

    private readonly int port = ApiServer.FreePort();

    public ApiServer Server => server;

    internal OperatorUnderTest Operator { get; private set; } = null!; // set in InitializeAsync, which xunit calls first

    internal GatewayUnderTest Gateway { get; private set; } = null!; // so is this

    public async Task InitializeAsync()
    {
        Gateway = await GatewayUnderTest.StartAsync();
        Operator = await OperatorUnderTest.StartWithItsRightsAsync(
            server,
            Namespace,
            ("Operator__Activity__Gateways__0", $"{Gateway.Telemetry}"),
            ("Operator__Activity__Interval", "00:00:00.200"),
            ("Operator__Activity__PendingWindow", "00:00:01"),
            ("Operator__MetricsApi__Enabled", "true"),
            ("Operator__MetricsApi__Port", $"{port}"));
        await RegisterAsync();
        await Cluster.Eventually.TrueAsync(
            "the API is available",
            async _ => (await Operator.KubectlAsync("get", "apiservice", ApiService, "-o", "jsonpath={.status.conditions[?(@.type==\"Available\")].status}")) == "True",
            Operator.Deadline);
    }

    public async Task DisposeAsync()
    {
        await Operator.KubectlAsync("delete", "--ignore-not-found", "-f", Repository.File("deploy/metrics-api"));
        await Operator.DisposeAsync();
        await Gateway.DisposeAsync();
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

    // The aggregator may reach this machine by a Service of type ExternalName, and there is nothing that would serve a cluster IP.
    private async Task RegisterAsync()
    {
        await Operator.KubectlAsync("apply", "-f", Repository.File("deploy/metrics-api"));
        await server.Client.DeleteAsync<V1Service>(Service, OperatorUnderTest.SystemNamespace);
        await Operator.KubectlAsync("-n", OperatorUnderTest.SystemNamespace, "create", "service", "externalname", Service, "--external-name=127.0.0.1");
        await Operator.KubectlAsync("patch", "apiservice", ApiService, "--type=merge", "-p", $$$$"""{"spec":{"service":{"port":{{{{port}}}}}}}""");
    }
}
