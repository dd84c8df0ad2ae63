using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Activity;
using InferenceEndpoints.Operator.Settings;
using IntegrationTests.Gateway;
using k8s;
using k8s.Models;
using KubeOps.KubernetesClient;
using Microsoft.Extensions.Logging.Abstractions;

namespace IntegrationTests.Operator;

/// <summary>What the operator hears of a real gateway.</summary>
public sealed class ActivityTests
{
    [Fact]
    public async Task A_request_that_comes_after_the_round_keeps_its_endpoint_awake()
    {
        var clock = new ManualClock();
        using var mayEnd = new SemaphoreSlim(0);
        await using var replica = await Replica.StartAsync(context => mayEnd.WaitAsync(context.RequestAborted));
        await using var gateway = await GatewayUnderTest.StartAsync(clock: clock);
        gateway.Set(GatewayUnderTest.Endpoint(), replica.Pod);
        var options = new OperatorOptions { Activity = { Gateways = [gateway.Telemetry] } };
        using var client = Nobody();
        using var reader = new GatewayReader(client, options, NullLogger<GatewayReader>.Instance);
        using var rounds = new ActivityRounds(reader, options, clock);
        var endpoint = Idle(clock.GetUtcNow());
        await rounds.AskAsync(gateway.Deadline);
        clock.Advance(TimeSpan.FromMinutes(15));
        await rounds.AskAsync(gateway.Deadline);
        Assert.True(rounds.IsIdle(endpoint));

        clock.Advance(TimeSpan.FromSeconds(1));
        var answer = gateway.Client.GetAsync(new Uri("/", UriKind.Relative), gateway.Deadline);
        await Eventually.EqualAsync(1, async () => (await gateway.ActivityAsync()).Count);
        Assert.Null(await rounds.IdleAtAsync(endpoint, gateway.Deadline));

        // Nor does it count as idle from a time at which the request was under way.
        clock.Advance(TimeSpan.FromMinutes(20));
        var minute = clock.GetUtcNow();
        await rounds.AskAsync(gateway.Deadline);
        Assert.Equal(minute.UtcDateTime, rounds.LastActivity(endpoint)!.Value, TimeSpan.FromMinutes(1));
        mayEnd.Release();
        (await answer).Dispose();
        await Eventually.EqualAsync(0, async () => (await gateway.ActivityAsync()).Sum(one => one.GetProperty("inFlight").GetInt32()));
        clock.Advance(TimeSpan.FromMinutes(14));
        await rounds.AskAsync(gateway.Deadline);
        clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Null(await rounds.IdleAtAsync(endpoint, gateway.Deadline));
        clock.Advance(TimeSpan.FromMinutes(1));
        await rounds.AskAsync(gateway.Deadline);
        Assert.Equal(clock.GetUtcNow(), await rounds.IdleAtAsync(endpoint, gateway.Deadline));
    }

    [Fact]
    public async Task What_is_known_of_many_only_by_their_last_use_is_written_bit_by_bit_until_the_next_round()
    {
        string[] used = ["a", "b", "c", "d"];
        var clock = new ManualClock();
        await using var replica = await Replica.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayUnderTest.StartAsync(clock: clock);
        foreach (var ns in used)
        {
            gateway.Set(GatewayUnderTest.Endpoint(ns: ns), replica.Pod);
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/endpoints/{ns}/gpt2/") { Headers = { Host = "nobodys.example" } };
            (await gateway.Client.SendAsync(request, gateway.Deadline)).Dispose();
        }

        var options = new OperatorOptions { Activity = { Gateways = [gateway.Telemetry] } };
        using var client = Nobody();
        using var reader = new GatewayReader(client, options, NullLogger<GatewayReader>.Instance);
        using var rounds = new ActivityRounds(reader, options, clock);
        await rounds.AskAsync(gateway.Deadline);
        var overdue = GatewayUnderTest.Endpoint(ns: "overdue");
        overdue.Status = new InferenceEndpointStatus { Schedule = new EndpointSchedule { NextWakeTime = clock.GetUtcNow().UtcDateTime } };
        var unused = GatewayUnderTest.Endpoint(ns: "unused");

        var outcome = new RoundOutcome(rounds, options, clock).Of([.. used.Select(ns => GatewayUnderTest.Endpoint(ns: ns)), unused, overdue]);

        Assert.Equal(
            [("overdue", 0), ("a", 0), ("b", 1250), ("c", 2500), ("d", 3750)],
            outcome.Select(one => (one.Endpoint.Metadata.NamespaceProperty!, one.Delay.TotalMilliseconds)));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-5)]
    public async Task A_clock_that_is_set_puts_nobody_to_sleep_before_its_time(int hours)
    {
        var clock = new ManualClock();
        await using var gateway = await GatewayUnderTest.StartAsync(clock: clock);
        var options = new OperatorOptions { Activity = { Gateways = [gateway.Telemetry] } };
        using var client = Nobody();
        using var reader = new GatewayReader(client, options, NullLogger<GatewayReader>.Instance);
        using var rounds = new ActivityRounds(reader, options, clock);
        var endpoint = Idle(clock.GetUtcNow().AddDays(-1));
        await rounds.AskAsync(gateway.Deadline);
        clock.Advance(TimeSpan.FromMinutes(1));
        await rounds.AskAsync(gateway.Deadline);

        clock.Set(TimeSpan.FromHours(hours));
        await rounds.AskAsync(gateway.Deadline);
        clock.Advance(TimeSpan.FromMinutes(14));
        await rounds.AskAsync(gateway.Deadline);
        Assert.False(rounds.IsIdle(endpoint));

        clock.Advance(TimeSpan.FromMinutes(1));
        await rounds.AskAsync(gateway.Deadline);
        Assert.True(rounds.IsIdle(endpoint));
    }

    private static KubernetesClient Nobody()
    {
        var configuration = new KubernetesClientConfiguration { Host = "http://127.0.0.1:1" };
        return new KubernetesClient(configuration, new Kubernetes(configuration));
    }

    /// <summary>It has been ready since, and sleeps after 15 minutes.</summary>
    private static InferenceEndpoint Idle(DateTimeOffset ready)
    {
        var endpoint = GatewayUnderTest.Endpoint();
        endpoint.Spec.Compute = new ComputeSpec { Scaling = new ScalingSpec { MinReplica = 0 } };
        endpoint.Status!.Conditions = [new V1Condition { Type = "Ready", Status = "True", LastTransitionTime = ready.UtcDateTime }];
        return endpoint;
    }
}
