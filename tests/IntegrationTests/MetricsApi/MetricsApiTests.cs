using System.Net;
using System.Text.Json.Nodes;
using IntegrationTests.Gateway;
using IntegrationTests.Operator;

namespace IntegrationTests.MetricsApi;

[Collection(UsesApiServer.Name)]
public sealed class MetricsApiTests(MetricsApiUnderTest metrics) : IClassFixture<MetricsApiUnderTest>
{
    [Fact]
    public async Task An_autoscaler_reads_the_pending_requests_of_an_endpoint_through_the_API_server()
    {
        await metrics.Operator.CreateEndpointAsync("gpt2");
        await metrics.Operator.CreateEndpointAsync("quiet");
        var endpoint = GatewayUnderTest.Endpoint(state: "initializing");
        endpoint.Metadata.NamespaceProperty = MetricsApiUnderTest.Namespace;
        metrics.Gateway.Set(endpoint);
        using var over = new CancellationTokenSource();
        var held = Enumerable.Range(0, 3).Select(_ => HoldAsync("/", over.Token)).ToList();

        await ReadsAsync($"{MetricsApiUnderTest.Values}?labelSelector=endpoint_name%3Dgpt2", "gpt2 3000m");
        await ReadsAsync($"{MetricsApiUnderTest.Values}?labelSelector=endpoint_name%21%3Dgrows", "gpt2 3000m", "quiet 0m");
        await ReadsAsync($"{MetricsApiUnderTest.Values}?labelSelector=endpoint_name%3Dunknown");
        await DocumentedQueries.FindAsync(await metrics.Operator.MetricsAsync(), MetricsApiUnderTest.Namespace, "gpt2", 3);

        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(held));
        await ReadsAsync($"{MetricsApiUnderTest.Values}?labelSelector=endpoint_name%3Dgpt2", "gpt2 0m");
    }

    [Fact]
    public async Task Clients_that_discover_APIs_learn_which_metrics_there_are()
    {
        var list = JsonNode.Parse(await metrics.Operator.KubectlAsync("get", "--raw", "/apis/external.metrics.k8s.io/v1beta1"))!;

        Assert.Equal("APIResourceList", list["kind"]!.GetValue<string>());
        Assert.Equal(
            ["inferenceendpoints_gpu_utilization", "inferenceendpoints_pending_requests"],
            list["resources"]!.AsArray().Select(resource => resource!["name"]!.GetValue<string>()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_has_no_right_to_metrics_is_refused_past_the_API_server_too()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync("of-nobody"));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(ApiServer.StrangersToken));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(ApiServer.Token));

        async Task<HttpStatusCode> AskAsync(string? token = null)
        {
            using var client = metrics.CreateClient(token);
            using var answer = await client.GetAsync(new Uri(MetricsApiUnderTest.Values, UriKind.Relative), metrics.Operator.Deadline);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Nobody_speaks_for_others_but_the_API_server()
    {
        using var otherAuthority = FrontProxyCertificates.CreateAuthority();
        using var impostor = FrontProxyCertificates.Create(otherAuthority, FrontProxyCertificates.Name);
        foreach (var certificate in new[] { null, impostor })
        {
            using var client = metrics.CreateClient(certificate: certificate);
            client.DefaultRequestHeaders.Add("X-Remote-User", "admin");
            client.DefaultRequestHeaders.Add("X-Remote-Group", "system:masters");
            using var answer = await client.GetAsync(new Uri(MetricsApiUnderTest.Values, UriKind.Relative), metrics.Operator.Deadline);

            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task An_APIService_that_leads_to_another_Service_is_left_alone()
    {
        var bundle = await metrics.BundleAsync();
        await using var another = await OperatorUnderTest.StartAsync(
            metrics.Server,
            "metrics-of-others",
            ("Operator__MetricsApi__Enabled", "true"),
            ("Operator__MetricsApi__Port", $"{ApiServer.FreePort()}"),
            ("Operator__MetricsApi__Service", "keda-operator-metrics-apiserver"));

        await Eventually.TrueAsync(() => another.Log.Any(line => line.Contains("There is no APIService", StringComparison.Ordinal)));
        Assert.Equal(bundle, await metrics.BundleAsync());
    }

    [Fact]
    public async Task An_endpoint_has_as_many_replicas_as_its_pending_requests_need_on_the_way_up_and_down_and_the_operator_never_objects()
    {
        const string Name = "grows";
        await metrics.Operator.CreateEndpointAsync(Name, maxReplica: 4);
        await metrics.Operator.PatchAsync(
            Name,
            """{"spec":{"compute":{"scaling":{"measure":{"pendingRequests":1.5},"behavior":{"scaleDown":{"periodSeconds":1,"stabilizationWindowSeconds":0}}}}}}""");
        await metrics.Operator.StateAsync(Name, "pending");
        var endpoint = GatewayUnderTest.Endpoint(state: "initializing");
        (endpoint.Metadata.Name, endpoint.Metadata.NamespaceProperty, endpoint.Status!.Url) = (Name, MetricsApiUnderTest.Namespace, null);
        metrics.Gateway.Set(endpoint);
        using var over = new CancellationTokenSource();
        await metrics.StartControllersAsync();
        var held = Enumerable.Range(0, 4).Select(_ => HoldAsync($"/endpoints/{MetricsApiUnderTest.Namespace}/{Name}/", over.Token)).ToList();

        await HasReplicasAsync(Name, 3); // 4 requests, 1.5 for each

        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(held));
        await HasReplicasAsync(Name, 1);
        Assert.DoesNotContain(metrics.Operator.Proxy.Requests, request => request.Contains($"/deployments/{Name}/scale", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_endpoint_on_GPUs_grows_with_their_utilisation_and_nobody_asks_exporters_before_there_is_one()
    {
        const string Name = "warm";
        Assert.Equal(0, metrics.Exporter.Scrapes);
        await metrics.Operator.CreateEndpointAsync(Name, maxReplica: 4, instanceType: "nvidia-l4");
        await metrics.StartControllersAsync();
        var first = await metrics.RunPodAsync(Name);

        // Of a pod of which no exporter tells nothing is known, and nothing is done.
        await Eventually.TrueAsync(async () => (await metrics.Operator.KubectlAsync(
            "-n", MetricsApiUnderTest.Namespace, "get", "events", "-o", "name", $"--field-selector=involvedObject.name={Name},reason=FailedGetExternalMetric")).Length > 0);

        metrics.Exporter.Set(first, 100);
        await ReadsAsync(MetricsApiUnderTest.GpuValues, "warm 100000m");
        await HasReplicasAsync(Name, 2); // 100 %, 80 for each

        var second = await metrics.RunPodAsync(Name);
        metrics.Exporter.Set(second, 90);
        await ReadsAsync(MetricsApiUnderTest.GpuValues, "warm 190000m");
        await HasReplicasAsync(Name, 3);
    }

    private Task HasReplicasAsync(string endpoint, int replicas) => Eventually.EqualAsync(
        $"{replicas}",
        () => metrics.Operator.KubectlAsync("-n", MetricsApiUnderTest.Namespace, "get", "deployment", endpoint, "-o", "jsonpath={.spec.replicas}"),
        seconds: 60);

    private Task<HttpResponseMessage> HoldAsync(string path, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "X-Scale-Up-Timeout", "60" } } };
        return metrics.Gateway.Client.SendAsync(request, cancellationToken);
    }

    private Task ReadsAsync(string path, params string[] values) => Eventually.EqualAsync(
        string.Join(", ", values),
        async () =>
        {
            var list = JsonNode.Parse(await metrics.Operator.KubectlAsync("get", "--raw", path))!;
            return string.Join(", ", list["items"]!.AsArray().Select(item => $"{item!["metricLabels"]!["endpoint_name"]} {item["value"]}").Order(StringComparer.Ordinal));
        });
}
