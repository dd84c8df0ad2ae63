using System.Collections.Concurrent;
using System.Diagnostics;
using k8s.Models;
using KubeOps.Abstractions.Builder;
using KubeOps.Abstractions.Reconciliation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IntegrationTests.KubeOps;

[Collection(UsesApiServer.Name)]
public sealed class LeaderElectionTests(ApiServer server) : IAsyncLifetime
{
    private readonly string ns = $"leader-{Guid.NewGuid():N}";
    private readonly Intervals intervals = new();
    private FaultProxy first = null!; // set in InitializeAsync, which xunit calls first
    private FaultProxy second = null!;

    public async Task InitializeAsync()
    {
        await server.CreateNamespaceAsync(ns);
        first = await FaultProxy.StartAsync(server.CreateHttpClient());
        second = await FaultProxy.StartAsync(server.CreateHttpClient());
        await server.Client.CreateAsync(new V1ConfigMap
        {
            Metadata = new V1ObjectMeta { Name = "contested", NamespaceProperty = ns },
        });
    }

    public async Task DisposeAsync()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    [Fact]
    public async Task A_leader_that_stops_hands_over_at_once()
    {
        var (one, two) = (NewScript("one"), NewScript("two"));
        await using var leader = await StartAsync(first, one);
        await Eventually.TrueAsync(() => !one.Calls.IsEmpty);
        await using var follower = await StartAsync(second, two);
        Assert.Empty(two.Calls);

        var start = Stopwatch.GetTimestamp();
        await leader.StopAsync();
        await Eventually.TrueAsync(() => !two.Calls.IsEmpty);

        // Released, not run out: the lease lasts three seconds after its last renewal.
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 3);
        intervals.AssertNeverBoth();
    }

    [Fact]
    public async Task A_leader_that_is_cut_off_stops_working_and_ends_before_another_leads()
    {
        var (one, two) = (NewScript("one"), NewScript("two"));
        await using var leader = await StartAsync(first, one);
        await Eventually.TrueAsync(() => !one.Calls.IsEmpty);
        await using var follower = await StartAsync(second, two);
        var stopping = leader.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

        first.SetDown(true);
        await Eventually.TrueAsync(() => stopping.IsCancellationRequested);
        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = 0;

        await Eventually.TrueAsync(() => !two.Calls.IsEmpty);
        await Eventually.TrueAsync(() => two.Calls.Count > 20);
        intervals.AssertNeverBoth();
    }

    [Fact]
    public async Task A_lost_lease_cancels_the_reconcile_that_runs()
    {
        var cancelled = new TaskCompletionSource();
        var script = new Script
        {
            Reconcile = async (map, cancellationToken) =>
            {
                using var registration = cancellationToken.Register(cancelled.SetResult);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                return ReconciliationResult<V1ConfigMap>.Success(map);
            },
        };
        await using var leader = await StartAsync(first, script);
        await Eventually.TrueAsync(() => !script.Calls.IsEmpty);

        await server.Client.PatchAsync<V1Lease>(
            new V1Patch("""{"spec":{"holderIdentity":"usurper"}}""", V1Patch.PatchType.MergePatch), "test-operator-leader", ns);

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Environment.ExitCode = 0;
        Assert.Single(script.Calls);
    }

    private Task<TestOperator> StartAsync(FaultProxy proxy, Script script) =>
        TestOperator.StartAsync(proxy.Address, ns, script, leaderElection: LeaderElectionType.Single);

    /// <summary>A controller that always has work.</summary>
    private Script NewScript(string name) => new()
    {
        Reconcile = async (map, cancellationToken) =>
        {
            using (intervals.Enter(name))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
            }

            return ReconciliationResult<V1ConfigMap>.Success(map, TimeSpan.FromMilliseconds(10));
        },
    };

    /// <summary>When who was at work.</summary>
    private sealed class Intervals
    {
        private readonly ConcurrentBag<(string Who, long From, long To)> seen = [];

        public IDisposable Enter(string who) => new Stay(this, who, Stopwatch.GetTimestamp());

        public void AssertNeverBoth()
        {
            var ordered = seen.OrderBy(stay => stay.From).ToArray();
            foreach (var (one, next) in ordered.Zip(ordered.Skip(1)))
            {
                Assert.True(one.To <= next.From, $"{one} overlaps {next}");
            }
        }

        private sealed class Stay(Intervals intervals, string who, long from) : IDisposable
        {
            public void Dispose() => intervals.seen.Add((who, from, Stopwatch.GetTimestamp()));
        }
    }
}
