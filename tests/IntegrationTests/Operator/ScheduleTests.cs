using System.Globalization;
using Cluster;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IntegrationTests.Operator;

/// <summary>The operator on a clock that the test sets, and an endpoint that sleeps and is to be awake from 8 to 18 o'clock.</summary>
[Collection(UsesApiServer.Name)]
public sealed class ScheduleTests(ApiServer server) : IAsyncLifetime, IDisposable
{
    private static readonly DateTimeOffset Midnight = new(2035, 1, 8, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Start = Midnight.AddHours(8);

    private readonly CancellationTokenSource deadline = new(TimeSpan.FromSeconds(90));
    private readonly MovedClock clock = new();
    private WebApplication? app;

    private CancellationToken Deadline => deadline.Token;

    public async Task InitializeAsync()
    {
        await server.KubectlAsync(Deadline, "apply", "--validate=false", "-f", Repository.File("crds"));
        await server.KubectlAsync(Deadline, "wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
    }

    public async Task DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }

    public void Dispose() => deadline.Dispose();

    [Fact]
    public async Task At_the_start_of_its_window_a_sleeping_endpoint_wakes_and_a_paused_one_does_not()
    {
        clock.Set(Start.AddSeconds(-5));
        await StartAsync("schedule-start", interval: "00:05:00"); // nobody but the queue knows the time
        await CreateAsync("schedule-start", "paused", isPaused: true);
        await CreateAsync("schedule-start", "asleep");

        Assert.InRange(await WakeTimeAsync("schedule-start", "asleep"), Start, Start.AddMinutes(1));
        Assert.DoesNotContain(Annotations.Wake, (await GetAsync("schedule-start", "paused")).Metadata.Annotations!.Keys);
        var told = await Cluster.Eventually.GetAsync(
            "there is an Event",
            async token => (await server.Client.ListAsync<Corev1Event>("schedule-start", cancellationToken: token)).Where(told => told.Reason == "Scheduled").ToList(),
            events => events.Count > 0,
            Deadline);
        Assert.Equal(("asleep", "Endpoint wakes by its schedule, until 2035-01-08 18:00:00Z"), (told.Single().InvolvedObject!.Name, told.Single().Message));
    }

    [Fact]
    public async Task A_clock_that_is_set_across_a_boundary_and_an_operator_that_comes_after_it_do_the_same()
    {
        clock.Set(Midnight);
        await StartAsync("schedule-jump", interval: "00:00:00.200");
        await CreateAsync("schedule-jump", "asleep");
        await ScheduleAsync(schedule => schedule is { AwakeUntil: null } && schedule.NextWakeTime == Start);
        Assert.DoesNotContain(Annotations.Wake, (await GetAsync("schedule-jump", "asleep")).Metadata.Annotations!.Keys);

        clock.Set(Start.AddHours(1));
        Assert.InRange(await WakeTimeAsync("schedule-jump", "asleep"), Start.AddHours(1), Start.AddHours(2));
        await ScheduleAsync(schedule => schedule.AwakeUntil == Midnight.AddHours(18) && schedule.NextWakeTime == Start.AddDays(1));

        await app!.DisposeAsync();
        await MarkAsleepAsync("schedule-jump", Midnight.AddHours(20));
        clock.Set(Start.AddDays(1).AddHours(2));
        await StartAsync(ns: null, interval: "00:00:00.200");
        Assert.InRange(await WakeTimeAsync("schedule-jump", "asleep", Start.AddDays(1)), Start.AddDays(1).AddHours(2), Start.AddDays(1).AddHours(3));

        Task ScheduleAsync(Func<EndpointSchedule, bool> isWanted) => Cluster.Eventually.TrueAsync(
            "its status tells the schedule", async _ => (await GetAsync("schedule-jump", "asleep")).Status?.Schedule is { } schedule && isWanted(schedule), Deadline);
    }

    private async Task StartAsync(string? ns, string interval)
    {
        if (ns is not null)
        {
            await server.KubectlAsync(Deadline, "create", "namespace", ns);
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Configuration.AddInMemoryCollection(
        [
            new("Operator:Port", ApiServer.FreePort().ToString(CultureInfo.InvariantCulture)),
            new("Operator:ListenAddress", "127.0.0.1"),
            new("Operator:LeaderElection", "false"),
            new("Operator:Namespace", "schedule-start,schedule-jump"),
            new("Operator:Activity:Gateways:0", "http://127.0.0.1:1"),
            new("Operator:Activity:Interval", interval),
        ]);
        app = await OperatorHost.BuildAsync(builder, server.CreateConfiguration(), Deadline);
        await app.StartAsync(Deadline);
    }

    private Task<InferenceEndpoint> CreateAsync(string ns, string name, bool isPaused = false) => server.Client.CreateAsync(
        new InferenceEndpoint
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = ns,
                Annotations = new Dictionary<string, string> { [Annotations.Sleep] = "2035-01-07T20:00:00Z" },
            },
            Spec = new InferenceEndpointSpec
            {
                Paused = isPaused,
                Model = new ModelSpec { Repository = "openai-community/gpt2", Image = new ImageSpec { Tgi = new TgiImage() } },
                Compute = new ComputeSpec { InstanceType = "intel-spr", Scaling = new ScalingSpec { MinReplica = 0, MaxReplica = 1 } },
                ColdStart = new ColdStartSpec { Schedule = [new ScheduleWindow { Cron = "0 9 * * *", TimeZone = "Europe/Berlin", DurationMinutes = 600 }] },
            },
        },
        Deadline);

    private async Task<InferenceEndpoint> GetAsync(string ns, string name) => (await server.Client.GetAsync<InferenceEndpoint>(name, ns, Deadline))!;

    private Task<string> MarkAsleepAsync(string ns, DateTimeOffset time) =>
        server.KubectlAsync(Deadline, "-n", ns, "annotate", "--overwrite", "iep", "asleep", $"{Annotations.Sleep}={time:yyyy-MM-dd'T'HH:mm:ss'Z'}");

    private async Task<DateTimeOffset> WakeTimeAsync(string ns, string name, DateTimeOffset since = default) => await Cluster.Eventually.GetAsync(
        $"{name} is woken",
        async _ => (await GetAsync(ns, name)).Metadata.Annotations!.TryGetValue(Annotations.Wake, out var time)
            ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture)
            : default,
        time => time > since,
        Deadline);

    /// <summary>The system's clock with other hands; its timers are the system's.</summary>
    private sealed class MovedClock : TimeProvider
    {
        private long offset;

        public void Set(DateTimeOffset time) => Volatile.Write(ref offset, (time - System.GetUtcNow()).Ticks);

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Volatile.Read(ref offset));
    }
}
