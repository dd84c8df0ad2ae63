using System.Net;
using k8s.Autorest;
using k8s.LeaderElection;
using k8s.LeaderElection.ResourceLock;

namespace IntegrationTests.ApiClient;

[Collection(UsesApiServer.Name)]
public sealed class LeaseLockTests(ApiServer server) : IAsyncLifetime
{
    private readonly string ns = $"lease-{Guid.NewGuid():N}";

    public Task InitializeAsync() => server.CreateNamespaceAsync(ns);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_record_comes_back_to_the_microsecond()
    {
        var time = new DateTime(2024, 2, 29, 23, 59, 59, 123, 456, DateTimeKind.Utc);
        var record = new LeaderElectionRecord
        {
            HolderIdentity = "a",
            LeaseDurationSeconds = 15,
            AcquireTime = time,
            RenewTime = time.AddMicroseconds(1),
            LeaderTransitions = 3,
        };
        Assert.True(await Lock("a").CreateAsync(record));
        Assert.Equal(record, await Lock("b").GetAsync());
    }

    [Fact]
    public async Task Only_who_has_seen_the_last_record_may_write()
    {
        var (a, b) = (Lock("a"), Lock("b"));
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<HttpOperationException>(() => a.GetAsync())).Response.StatusCode);
        await Assert.ThrowsAsync<InvalidOperationException>(() => a.UpdateAsync(Record("a")));
        Assert.True(await a.CreateAsync(Record("a")));
        Assert.False(await b.CreateAsync(Record("b")));
        await b.GetAsync();
        Assert.True(await a.UpdateAsync(Record("a") with { LeaseDurationSeconds = 2 }));
        Assert.False(await b.UpdateAsync(Record("b")));
        await b.GetAsync();
        Assert.True(await b.UpdateAsync(Record("b")));
        Assert.Equal("b", (await a.GetAsync()).HolderIdentity);
        Assert.Equal($"{ns}/lock", a.Describe());
    }

    [Fact]
    public async Task Of_two_electors_one_leads_and_the_other_follows_when_it_ends()
    {
        using var cancel = new CancellationTokenSource();
        using var one = Elector("one");
        using var two = Elector("two");
        var runs = new Dictionary<LeaderElector, (Task Run, CancellationTokenSource Stop)>();
        foreach (var elector in new[] { one, two })
        {
            var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel.Token);
            runs[elector] = (elector.RunUntilLeadershipLostAsync(stop.Token), stop);
        }

        await Eventually.TrueAsync(() => one.IsLeader() || two.IsLeader());
        Assert.NotEqual(one.IsLeader(), two.IsLeader());
        var (leader, follower) = one.IsLeader() ? (one, two) : (two, one);
        await Eventually.TrueAsync(() => follower.GetLeader() == leader.GetLeader());

        await runs[leader].Stop.CancelAsync();
        await Eventually.TrueAsync(() => follower.IsLeader());
        Assert.False(leader.IsLeader());

        await cancel.CancelAsync();
        foreach (var (run, stop) in runs.Values)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
            stop.Dispose();
        }
    }

    private static LeaderElectionRecord Record(string holder) => new() { HolderIdentity = holder, LeaseDurationSeconds = 1 };

    private LeaseLock Lock(string identity) => new(server.Client.ApiClient, ns, "lock", identity);

    private LeaderElector Elector(string identity) => new(new LeaderElectionConfig(Lock(identity))
    {
        LeaseDuration = TimeSpan.FromSeconds(2),
        RenewDeadline = TimeSpan.FromSeconds(1),
        RetryPeriod = TimeSpan.FromMilliseconds(200),
    });
}
