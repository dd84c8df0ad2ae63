using System.Net;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.GpuMetrics;
using InferenceEndpoints.Operator.Settings;
using IntegrationTests.Gateway;
using k8s;
using k8s.Models;
using KubeOps.KubernetesClient;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace IntegrationTests.MetricsApi;

[Collection(UsesApiServer.Name)]
public sealed class DcgmExportersTests(ApiServer server)
{
    private readonly int port = ApiServer.FreePort();

    [Fact]
    public async Task An_exporter_that_fails_keeps_no_other_from_being_heard_and_only_nodes_that_matter_are_asked()
    {
        const string Namespace = "exporters";
        await server.CreateNamespaceAsync(Namespace);
        var elsewhere = 0;
        var nodes = new (string Label, RequestDelegate Answer)[]
        {
            ("app=nvidia-dcgm-exporter", context => context.Response.WriteAsync(Telling("one", 40))),
            ("app.kubernetes.io/name=dcgm-exporter", context => context.Response.WriteAsync(Telling("two", 60))),
            ("app=nvidia-dcgm-exporter", context =>
            {
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return Task.CompletedTask;
            }),
            ("app=nvidia-dcgm-exporter", TellForEverAsync),
            ("app=nvidia-dcgm-exporter", context => context.Response.WriteAsync("<html>DCGM_FI_DEV_GPU_UTIL{")),
            ("app=nvidia-dcgm-exporter", context =>
            {
                Interlocked.Increment(ref elsewhere);
                return context.Response.WriteAsync(Telling("three", 80));
            }),
        };
        await using var servers = new Servers();
        foreach (var (index, (label, answer)) in nodes.Index())
        {
            var address = IPAddress.Parse($"127.0.1.{index + 1}");
            servers.Add(await Replica.StartAsync(answer, address, port));
            await RunAsync(Namespace, $"exporter-{index}", label.Split('='), $"node-{index}", address);
        }

        using var exporters = New(server.Client, Namespace);
        var percents = await exporters.ReadAsync(Enumerable.Range(0, 5).Select(index => $"node-{index}").ToHashSet(), CancellationToken.None);

        Assert.Equal(new Dictionary<NamespacedName, double> { [new("team", "one")] = 40, [new("team", "two")] = 60 }, percents);
        Assert.Equal(0, elsewhere);
    }

    [Fact]
    public async Task An_operator_that_may_not_list_their_pods_knows_nothing_and_goes_on()
    {
        await using var proxy = await FaultProxy.StartAsync(Stranger());
        var configuration = new KubernetesClientConfiguration { Host = proxy.Address };
        using var client = new KubernetesClient(configuration, new Kubernetes(configuration));
        using var exporters = New(client, "kube-system");

        Assert.Empty(await exporters.ReadAsync(new HashSet<string> { "node-0" }, CancellationToken.None));
        Assert.Contains(proxy.Requests, request => request.Contains("/namespaces/kube-system/pods", StringComparison.Ordinal));
    }

    private static string Telling(string pod, double percent) =>
        $"# TYPE DCGM_FI_DEV_GPU_UTIL gauge\nDCGM_FI_DEV_GPU_UTIL{{gpu=\"0\",container=\"model\",namespace=\"team\",pod=\"{pod}\"}} {percent}\n";

    private static async Task TellForEverAsync(HttpContext context)
    {
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.WriteAsync(new string('#', 1 << 20), context.RequestAborted);
        }
    }

    private DcgmExporters New(IKubernetesClient client, string ns) =>
        new(client, new OperatorOptions { GpuMetrics = { Namespace = ns, Port = port } }, TimeProvider.System, NullLogger<DcgmExporters>.Instance);

    private HttpClient Stranger()
    {
        var client = server.CreateHttpClient();
        client.DefaultRequestHeaders.Add("Impersonate-User", "stranger");
        return client;
    }

    private async Task RunAsync(string ns, string name, string[] label, string node, IPAddress address)
    {
        var pod = await server.Client.CreateAsync(new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = ns, Labels = new Dictionary<string, string> { [label[0]] = label[1] } },
            Spec = new V1PodSpec { NodeName = node, Containers = [new V1Container { Name = "exporter", Image = "exporter" }] },
        });
        await server.Client.UpdateStatusAsync(pod with { Status = new V1PodStatus { Phase = "Running", PodIP = $"{address}" } });
    }

    private sealed class Servers : List<Replica>, IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var replica in this)
            {
                await replica.DisposeAsync();
            }
        }
    }
}
