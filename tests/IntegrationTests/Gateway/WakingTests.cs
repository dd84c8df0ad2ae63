using System.Globalization;
using System.Net;
using System.Text.Json;
using Cluster;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Sleep;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

/// <summary>Requests for endpoints that sleep, on a real API server. The operator is played by the test: it tells the gateways of endpoints and pods.</summary>
[Collection(UsesApiServer.Name)]
public sealed class WakingTests(ApiServer server) : IAsyncLifetime, IDisposable
{
    private readonly string team = $"team-{Guid.NewGuid():N}";
    private readonly HttpClient admin = server.CreateHttpClient();
    private FaultProxy proxy = null!; // set in InitializeAsync, which xunit calls first
    private Kubernetes cluster = null!; // so is this

    public async Task InitializeAsync()
    {
        EndpointsJsonContext.Register();
        await server.KubectlAsync(CancellationToken.None, "apply", "--validate=false", "-f", Repository.File("crds"));
        await server.KubectlAsync(CancellationToken.None, "wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
        await server.CreateNamespaceAsync(team);
        proxy = await FaultProxy.StartAsync(admin);
        cluster = new Kubernetes(new KubernetesClientConfiguration { Host = proxy.Address });
    }

    [Fact]
    public async Task A_request_wakes_the_endpoint_once_and_is_told_to_come_back()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(cluster: cluster);
        gateway.Set(await AsleepAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.Client.GetAsync(new Uri("/", UriKind.Relative), gateway.Deadline)));

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.ServiceUnavailable, "5"), (answer.StatusCode, answer.Headers.RetryAfter?.ToString())));
        await AwakeAsync(gateway);
        Assert.Single(Wakes);
        Assert.Equal("1", await MetricAsync(gateway, "wakes_total"));

        // It falls asleep again, and is woken again.
        await server.KubectlAsync(
            gateway.Deadline, "annotate", "--overwrite", "iep", "gpt2", "-n", team, $"{Annotations.Sleep}={SleepMarks.Format(TimeProvider.System.GetUtcNow())}");
        gateway.Set(Reachable((await server.Client.GetAsync<InferenceEndpoint>("gpt2", team, gateway.Deadline))!));
        using var later = await gateway.Client.GetAsync(new Uri("/", UriKind.Relative), gateway.Deadline);
        await AwakeAsync(gateway);
        Assert.Equal(2, Wakes.Count());
    }

    [Fact]
    public async Task Of_two_gateways_one_wakes_and_a_failing_API_server_is_asked_again()
    {
        proxy.Spoil(IsWake, new Fault.Answer(HttpStatusCode.InternalServerError, "InternalError"));
        await using var first = await GatewayUnderTest.StartAsync(cluster: cluster);
        await using var second = await GatewayUnderTest.StartAsync(cluster: cluster);
        var asleep = await AsleepAsync();
        first.Set(asleep);
        second.Set(asleep);

        await Task.WhenAll(
            first.Client.GetAsync(new Uri("/", UriKind.Relative), first.Deadline), second.Client.GetAsync(new Uri("/", UriKind.Relative), second.Deadline));
        await AwakeAsync(first, second);

        // Each write of the object is a version of its own: there is the one that made it, the one that put it to sleep, and the one that woke it.
        var woken = await server.Client.GetAsync<InferenceEndpoint>("gpt2", team, first.Deadline);
        Assert.Equal(1, await WakesAsync(first) + await WakesAsync(second));
        Assert.False(SleepMarks.Parse(woken!.Metadata.Annotations).IsAsleep);
    }

    [Fact]
    public async Task Who_is_refused_wakes_nobody_and_a_paused_endpoint_is_never_woken()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(cluster: cluster);
        var asleep = await AsleepAsync();
        asleep.Spec.Type = EndpointTypes.Protected;
        gateway.Set(asleep);
        using var refused = await gateway.Client.GetAsync(new Uri("/", UriKind.Relative), gateway.Deadline);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        var paused = await AsleepAsync("paused");
        paused.Metadata.Name = "gpt2";
        paused.Spec.Paused = true;
        gateway.Set(paused);
        using var bad = await gateway.Client.GetAsync(new Uri("/", UriKind.Relative), gateway.Deadline);
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);

        // A call that does wake comes behind them in the same queue.
        var third = await AsleepAsync("third");
        gateway.Set(third);
        using var byPath = new HttpClient { BaseAddress = gateway.Public };
        using var path = await byPath.GetAsync(new Uri($"/endpoints/{team}/third/", UriKind.Relative), gateway.Deadline);
        await Eventually.EqualAsync(1, () => Wakes.Count());
        Assert.Contains("/third", Assert.Single(Wakes), StringComparison.Ordinal);
        Assert.Equal(["third"], (await gateway.ActivityAsync()).Select(endpoint => endpoint.GetProperty("name").GetString()!));
    }

    [Fact]
    public async Task An_endpoint_that_is_put_to_sleep_while_a_request_waits_is_woken_for_it()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(cluster: cluster);
        var asleep = await AsleepAsync();
        gateway.Set(GatewayUnderTest.Endpoint(state: "initializing", ns: team));
        var held = CallAsync(gateway);
        await Eventually.EqualAsync("1", () => MetricAsync(gateway, "requests_held"));
        Assert.Empty(Wakes);

        gateway.Set(asleep);

        await AwakeAsync(gateway);
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        gateway.Set(Reachable(asleep, isAsleep: false), replica.Pod);
        Assert.Equal(HttpStatusCode.OK, (await held).Status);
        Assert.Single(Wakes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_fails_because_its_endpoint_has_just_fallen_asleep_wakes_it(bool hasPod)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(cluster: cluster);
        var asleep = await AsleepAsync();
        var gone = Replica.PodAt(ApiServer.FreePort());
        gateway.Set(GatewayUnderTest.Endpoint(ns: team), hasPod ? [gone] : []); // as a gateway knows it that has not heard of the sleep yet
        using var answer = await gateway.Client.GetAsync(new Uri("/", UriKind.Relative), gateway.Deadline);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Empty(Wakes);

        gateway.Set(asleep);

        await AwakeAsync(gateway);
        Assert.Single(Wakes);

        // Those that failed before a sleep do not wake from it: a call that does comes behind them in the same queue.
        await server.KubectlAsync(
            gateway.Deadline, "annotate", "--overwrite", "iep", "gpt2", "-n", team, $"{Annotations.Sleep}={SleepMarks.Format(TimeProvider.System.GetUtcNow())}");
        gateway.Set(Reachable((await server.Client.GetAsync<InferenceEndpoint>("gpt2", team, gateway.Deadline))!));
        gateway.Set(await AsleepAsync("third"));
        using var byPath = new HttpClient { BaseAddress = gateway.Public };
        using var path = await byPath.GetAsync(new Uri($"/endpoints/{team}/third/", UriKind.Relative), gateway.Deadline);
        await Eventually.EqualAsync(2, () => Wakes.Count());
        Assert.Contains("/third", Wakes.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_storm_on_two_gateways_wakes_once_and_exactly_as_many_wait_as_may()
    {
        const int Callers = 1000;
        const int Places = 300;
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        await using var first = await GatewayUnderTest.StartAsync(options => options.MaxHeldRequestsPerEndpoint = Places, cluster);
        await using var second = await GatewayUnderTest.StartAsync(options => options.MaxHeldRequestsPerEndpoint = Places, cluster);
        GatewayUnderTest[] gateways = [first, second];
        var asleep = await AsleepAsync();
        foreach (var gateway in gateways)
        {
            gateway.Set(asleep);
        }

        var answers = gateways.SelectMany(gateway => Enumerable.Range(0, Callers).Select(_ => CallAsync(gateway))).ToList();
        await AwakeAsync(first, second);
        foreach (var gateway in gateways)
        {
            await Eventually.EqualAsync($"{Callers - Places}", () => MetricAsync(gateway, "requests_total", ",code=\"429\""), seconds: 60);
            Assert.Equal($"{Places}", await MetricAsync(gateway, "requests_held"));
            gateway.Set(Reachable(asleep, isAsleep: false), replica.Pod);
        }

        var statuses = (await Task.WhenAll(answers)).CountBy(answer => (answer.Status, answer.Reason)).ToDictionary();
        Assert.Equal(2 * Places, statuses[(HttpStatusCode.OK, null)]);
        Assert.Equal(2 * (Callers - Places), statuses[(HttpStatusCode.TooManyRequests, "held_requests_limit")]);
        Assert.Equal("0", await MetricAsync(first, "requests_held"));
        Assert.Equal(1, await WakesAsync(first) + await WakesAsync(second));
    }

    public async Task DisposeAsync() => await proxy.DisposeAsync();

    public void Dispose()
    {
        admin.Dispose();
        cluster.Dispose();
    }

    private IEnumerable<string> Wakes => proxy.Requests.Where(request => request.StartsWith("PATCH", StringComparison.Ordinal));

    private static bool IsWake(HttpRequest request) => HttpMethods.IsPatch(request.Method);

    private async Task<int> WakesAsync(GatewayUnderTest gateway) => int.Parse(await MetricAsync(gateway, "wakes_total"), CultureInfo.InvariantCulture);

    private Task<string> MetricAsync(GatewayUnderTest gateway, string name, string labels = "") =>
        gateway.MetricAsync($"inferenceendpoints_gateway_{name}{{endpoint_namespace=\"{team}\",endpoint_name=\"gpt2\"{labels}}}");

    private static async Task<(HttpStatusCode Status, string? Reason)> CallAsync(GatewayUnderTest gateway)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "X-Scale-Up-Timeout", "60" } } };
        using var answer = await gateway.Client.SendAsync(request, gateway.Deadline);
        var body = await answer.Content.ReadAsStringAsync(gateway.Deadline);
        return (answer.StatusCode, body.StartsWith('{') ? JsonDocument.Parse(body).RootElement.GetProperty("error_type").GetString() : null);
    }

    /// <summary>An endpoint of the API server's that sleeps.</summary>
    private async Task<InferenceEndpoint> AsleepAsync(string name = "gpt2")
    {
        var endpoint = await server.Client.CreateAsync(new InferenceEndpoint
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = team,
                Annotations = new Dictionary<string, string> { [Annotations.Sleep] = SleepMarks.Format(TimeProvider.System.GetUtcNow()) },
            },
            Spec = new InferenceEndpointSpec
            {
                Type = EndpointTypes.Public,
                Model = new ModelSpec { Repository = "openai-community/gpt2", Image = new ImageSpec { Tgi = new TgiImage() } },
                Compute = new ComputeSpec { InstanceType = "intel-spr" },
            },
        });
        return Reachable(endpoint);
    }

    private static InferenceEndpoint Reachable(InferenceEndpoint endpoint, bool isAsleep = true)
    {
        endpoint.Status = new InferenceEndpointStatus { State = isAsleep ? "scaledToZero" : "initializing", Url = $"https://{GatewayUnderTest.Host}" };
        if (!isAsleep)
        {
            endpoint.Metadata.Annotations!.Remove(Annotations.Sleep);
        }

        return endpoint;
    }

    /// <summary>The endpoint is marked to be woken, and the gateways hear of it.</summary>
    private async Task AwakeAsync(params GatewayUnderTest[] gateways)
    {
        InferenceEndpoint? endpoint = null;
        await Eventually.TrueAsync(async () =>
        {
            endpoint = await server.Client.GetAsync<InferenceEndpoint>("gpt2", team, gateways[0].Deadline);
            return !SleepMarks.Parse(endpoint!.Metadata.Annotations).IsAsleep;
        });
        endpoint!.Status = new InferenceEndpointStatus { State = "pending", Url = $"https://{GatewayUnderTest.Host}" };
        foreach (var gateway in gateways)
        {
            gateway.Set(endpoint);
        }
    }
}
