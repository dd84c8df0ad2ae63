using System.Collections.Concurrent;
using System.Net;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

/// <summary>Requests that wait for a replica.</summary>
public sealed class HoldingTests
{
    [Fact]
    public async Task A_held_request_goes_out_when_a_pod_is_ready_the_oldest_first()
    {
        var order = new ConcurrentQueue<string>();
        await using var replica = await Replica.StartAsync(context =>
        {
            order.Enqueue(context.Request.Path);
            return context.Response.WriteAsync("fine");
        });
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.MaxReleasedPerReplica = 1);
        gateway.Set(GatewayUnderTest.Endpoint(state: "initializing"));
        var calls = new List<Task<HttpResponseMessage>>();
        for (var i = 0; i < 5; i++)
        {
            calls.Add(CallAsync(gateway, $"/{i}", hold: "60"));
            await HeldAsync(gateway, i + 1);
        }

        gateway.Set(GatewayUnderTest.Endpoint(state: "initializing"), replica.Pod);

        Assert.All(await Task.WhenAll(calls), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(["/0", "/1", "/2", "/3", "/4"], order);
        await HeldAsync(gateway, 0);
        const string Waits = "inferenceendpoints_gateway_hold_duration_seconds_count{endpoint_namespace=\"team\",endpoint_name=\"gpt2\"}";
        Assert.Equal("5", await gateway.MetricAsync(Waits));
        gateway.Table.Remove(new NamespacedName(GatewayUnderTest.Team, "gpt2"));
        Assert.Equal("0", await gateway.MetricAsync(Waits));
    }

    [Fact]
    public async Task The_first_who_waited_for_the_replicas_of_now_is_told_and_nobody_of_an_earlier_start()
    {
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(GatewayUnderTest.Endpoint(), replica.Pod);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(gateway, "/generate")).StatusCode);
        Assert.Null(await FirstWaitAsync(gateway)); // it had not to wait

        var before = TimeProvider.System.GetUtcNow();
        for (var start = 0; start < 2; start++)
        {
            gateway.Set(GatewayUnderTest.Endpoint(state: "initializing"));
            var held = CallAsync(gateway, "/generate", hold: "60");
            await HeldAsync(gateway, 1);
            var ready = TimeProvider.System.GetUtcNow();
            gateway.Set(GatewayUnderTest.Endpoint(), replica.Pod);
            Assert.Equal(HttpStatusCode.OK, (await held).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await CallAsync(gateway, "/generate")).StatusCode);

            var (from, to) = (await FirstWaitAsync(gateway))!.Value;
            Assert.InRange(from, before, ready);
            Assert.InRange(to, ready, TimeProvider.System.GetUtcNow());
            before = to;
        }
    }

    [Fact]
    public async Task A_starting_pod_gets_requests_at_its_first_healthy_answer_and_from_then_on_the_kubelets_word_counts()
    {
        var isHealthy = false;
        await using var replica = await Replica.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/health" && !Volatile.Read(ref isHealthy) ? 503 : 200;
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(GatewayUnderTest.Endpoint(state: "initializing"), Starting(replica.Port));
        var held = CallAsync(gateway, "/generate", hold: "60");
        await HeldAsync(gateway, 1);

        Volatile.Write(ref isHealthy, true);
        Assert.Equal(HttpStatusCode.OK, (await held).StatusCode);
        gateway.Set(GatewayUnderTest.Endpoint(state: "initializing"), Starting(replica.Port)); // its labels changed, perhaps
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(gateway, "/generate")).StatusCode);

        gateway.Set(GatewayUnderTest.Endpoint(), replica.Pod);
        gateway.Set(GatewayUnderTest.Endpoint(), Starting(replica.Port));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await CallAsync(gateway, "/generate")).StatusCode);
    }

    [Fact]
    public async Task Who_has_waited_for_long_enough_is_told_to_come_back()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(GatewayUnderTest.Endpoint(state: "pending"));

        using var answer = await CallAsync(gateway, "/", hold: "1");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "5"), (answer.StatusCode, answer.Headers.RetryAfter?.ToString()));
    }

    [Fact]
    public async Task The_endpoint_says_how_long_a_request_waits_when_its_caller_does_not()
    {
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        await using var gateway = await GatewayUnderTest.StartAsync();
        var endpoint = GatewayUnderTest.Endpoint(state: "pending");
        endpoint.Spec.ColdStart = new ColdStartSpec { HoldSeconds = 60 };
        gateway.Set(endpoint);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await CallAsync(gateway, "/", hold: "0")).StatusCode);
        var held = CallAsync(gateway, "/");
        await HeldAsync(gateway, 1);

        gateway.Set(endpoint, replica.Pod);

        Assert.Equal(HttpStatusCode.OK, (await held).StatusCode);
    }

    [Fact]
    public async Task A_caller_who_goes_away_leaves_his_place_to_another()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.MaxHeldRequestsPerEndpoint = 1);
        gateway.Set(GatewayUnderTest.Endpoint(state: "pending"));
        using var patience = new CancellationTokenSource();
        var held = CallAsync(gateway, "/", hold: "60", patience.Token);
        await HeldAsync(gateway, 1);
        using var full = await CallAsync(gateway, "/", hold: "60");
        Assert.Equal(HttpStatusCode.TooManyRequests, full.StatusCode);
        Assert.Contains("held_requests_limit", await full.Content.ReadAsStringAsync(gateway.Deadline), StringComparison.Ordinal);

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);

        await Eventually.EqualAsync("1", () => gateway.RequestsAsync(499));
        using var next = await CallAsync(gateway, "/", hold: "1");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, next.StatusCode);
    }

    [Theory]
    [InlineData(true, "paused", HttpStatusCode.BadRequest)]
    [InlineData(false, "failed", HttpStatusCode.ServiceUnavailable)]
    public async Task Nobody_waits_for_an_endpoint_that_is_paused_or_has_failed(bool isPaused, string state, HttpStatusCode expected)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(GatewayUnderTest.Endpoint(state: "initializing"));
        var held = CallAsync(gateway, "/", hold: "60");
        await HeldAsync(gateway, 1);

        var stopped = GatewayUnderTest.Endpoint(state: state);
        stopped.Spec.Paused = isPaused;
        gateway.Set(stopped);

        Assert.Equal(expected, (await held).StatusCode);
        Assert.Equal(expected, (await CallAsync(gateway, "/", hold: "60")).StatusCode);
    }

    [Fact]
    public async Task A_gateway_that_stops_sends_those_who_wait_to_another()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.ShutdownTimeout = TimeSpan.FromMinutes(1));
        gateway.Set(GatewayUnderTest.Endpoint(state: "initializing"));
        var calls = new[] { CallAsync(gateway, "/", hold: "60"), CallAsync(gateway, "/", hold: "60") };
        await HeldAsync(gateway, 2);

        await gateway.StopAsync(gateway.Deadline);

        foreach (var call in calls)
        {
            using var answer = await call;
            Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (answer.StatusCode, answer.Headers.RetryAfter is not null));
        }
    }

    private static async Task<HttpResponseMessage> CallAsync(GatewayUnderTest gateway, string path, string? hold = null, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gateway.Deadline, cancellationToken);
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (hold is not null)
        {
            request.Headers.Add("X-Scale-Up-Timeout", hold);
        }

        return await gateway.Client.SendAsync(request, either.Token);
    }

    private static async Task<(DateTimeOffset From, DateTimeOffset To)?> FirstWaitAsync(GatewayUnderTest gateway) =>
        (await gateway.ActivityAsync()).Single().TryGetProperty("firstWait", out var wait)
            ? (wait.GetProperty("from").GetDateTimeOffset(), wait.GetProperty("to").GetDateTimeOffset())
            : null;

    private static Task HeldAsync(GatewayUnderTest gateway, int count) => Eventually.EqualAsync(
        $"{count}",
        () => gateway.MetricAsync($"inferenceendpoints_gateway_requests_held{{endpoint_namespace=\"{GatewayUnderTest.Team}\",endpoint_name=\"gpt2\"}}"));

    /// <summary>A pod that runs, and is not ready in the kubelet's eyes.</summary>
    private static V1Pod Starting(int port)
    {
        var pod = Replica.PodAt(port, isReady: false);
        pod.Spec!.Containers!.Single().ReadinessProbe = new V1Probe { HttpGet = new V1HTTPGetAction { Path = "/health" } };
        return pod;
    }
}
