using System.Net;
using k8s.LeaderElection;

namespace Compat.UnitTests.KubernetesClient.LeaderElection;

/// <summary>With the defaults: a lease of 15 s, renewed every 2 s, given up after 10 s.</summary>
public sealed class LeaderElectorTests : IDisposable
{
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(2);
    private readonly ManualClock clock = new();
    private readonly MemoryLease lease = new();
    private readonly CancellationTokenSource cancel = new();

    public void Dispose() => cancel.Dispose();

    [Fact]
    public async Task The_first_takes_the_lease_and_renews_it()
    {
        var candidate = Start("a");
        await clock.NextWaitAsync(candidate.Run);
        Assert.Equal(["leader is a", "started"], candidate.Events);
        Assert.True(candidate.Elector.IsLeader());
        Assert.Equal("a", candidate.Elector.GetLeader());
        Assert.Equal(new LeaderElectionRecord
        {
            HolderIdentity = "a",
            LeaseDurationSeconds = 15,
            AcquireTime = DateTime.UnixEpoch,
            RenewTime = DateTime.UnixEpoch,
        }, lease.Record);

        for (var i = 1; i <= 20; i++)
        {
            Assert.Equal(RetryPeriod, await clock.NextWaitAsync(candidate.Run));
            clock.Advance(RetryPeriod);
            await clock.NextWaitAsync(candidate.Run);
            Assert.Equal(DateTime.UnixEpoch + (i * RetryPeriod), lease.Record!.RenewTime);
        }

        Assert.Equal((DateTime.UnixEpoch, 0), (lease.Record!.AcquireTime, lease.Record.LeaderTransitions));
        await candidate.CancelAsync(cancel);
    }

    [Fact]
    public async Task A_lease_that_others_renew_is_never_taken()
    {
        lease.Write(new LeaderElectionRecord { HolderIdentity = "b", LeaseDurationSeconds = 15 });
        var candidate = Start("a");
        for (var i = 0; i < 20; i++)
        {
            Assert.InRange(await clock.NextWaitAsync(candidate.Run), RetryPeriod, RetryPeriod * 1.2);
            lease.Write(lease.Record! with { RenewTime = clock.GetUtcNow().UtcDateTime });
            await clock.PassNextWaitAsync(candidate.Run);
        }

        await clock.NextWaitAsync(candidate.Run);
        Assert.Equal(["leader is b"], candidate.Events);
        await candidate.CancelAsync(cancel);
    }

    [Fact]
    public async Task A_lease_is_taken_when_it_has_not_changed_for_its_duration_whatever_its_times_say()
    {
        lease.Write(new LeaderElectionRecord { HolderIdentity = "b", LeaseDurationSeconds = 40, RenewTime = DateTime.MaxValue, LeaderTransitions = 3 });
        var candidate = Start("a");
        await clock.NextWaitAsync(candidate.Run);
        while (!candidate.Elector.IsLeader())
        {
            await clock.PassNextWaitAsync(candidate.Run);
            await clock.NextWaitAsync(candidate.Run);
        }

        Assert.InRange(clock.GetUtcNow(), DateTimeOffset.UnixEpoch.AddSeconds(40), DateTimeOffset.UnixEpoch.AddSeconds(42.5));
        Assert.Equal(("a", 4), (lease.Record!.HolderIdentity, lease.Record.LeaderTransitions));
        Assert.Equal(["leader is b", "leader is a", "started"], candidate.Events);
        await candidate.CancelAsync(cancel);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_is_set_neither_hands_a_lease_over_nor_keeps_it(int days)
    {
        lease.Write(new LeaderElectionRecord { HolderIdentity = "b", LeaseDurationSeconds = 15, RenewTime = clock.GetUtcNow().UtcDateTime });
        var candidate = Start("a");
        await clock.NextWaitAsync(candidate.Run);
        var start = clock.GetTimestamp();
        clock.Set(TimeSpan.FromDays(days));
        while (!candidate.Elector.IsLeader())
        {
            await clock.PassNextWaitAsync(candidate.Run);
            await clock.NextWaitAsync(candidate.Run);
        }

        Assert.InRange(clock.GetElapsedTime(start).TotalSeconds, 15, 17.5);
        clock.Set(TimeSpan.FromDays(-2 * days));
        for (var renewal = 0; renewal < 10; renewal++)
        {
            Assert.Equal(RetryPeriod, await clock.NextWaitAsync(candidate.Run));
            await clock.PassNextWaitAsync(candidate.Run);
        }

        Assert.Equal(["leader is b", "leader is a", "started"], candidate.Events);
        await clock.NextWaitAsync(candidate.Run);
        await candidate.CancelAsync(cancel);
    }

    [Fact]
    public async Task A_lease_that_was_given_back_is_taken_at_once()
    {
        lease.Write(new LeaderElectionRecord { HolderIdentity = "", LeaseDurationSeconds = 15, LeaderTransitions = 1 });
        var candidate = Start("a");
        await clock.NextWaitAsync(candidate.Run);
        Assert.Equal(["leader is a", "started"], candidate.Events);
        Assert.Equal(2, lease.Record!.LeaderTransitions);
        await candidate.CancelAsync(cancel);
    }

    [Fact]
    public async Task A_leader_that_cannot_renew_stops_before_others_may_begin()
    {
        var candidate = Start("a");
        await clock.NextWaitAsync(candidate.Run);
        candidate.Lock.Network = _ => throw new HttpRequestException("no route");
        while (!candidate.Run.IsCompleted)
        {
            await clock.PassNextWaitAsync(candidate.Run);
            await candidate.SettledAsync(clock);
        }

        await candidate.Run;
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(10), clock.GetUtcNow());
        Assert.Equal(["leader is a", "started", "no route", "no route", "no route", "no route", "stopped"], candidate.Events);
        Assert.False(candidate.Elector.IsLeader());
    }

    [Fact]
    public async Task A_request_that_hangs_does_not_carry_the_leader_over_its_deadline()
    {
        var candidate = Start("a");
        await clock.NextWaitAsync(candidate.Run);
        candidate.Lock.Network = token => Task.Delay(Timeout.InfiniteTimeSpan, clock, token);
        clock.Advance(RetryPeriod);
        Assert.Equal(TimeSpan.FromSeconds(8), await clock.NextWaitAsync(candidate.Run));
        clock.Advance(TimeSpan.FromSeconds(8));
        await candidate.SettledAsync(clock);
        await clock.PassNextWaitAsync(candidate.Run);
        await candidate.Run.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("stopped", candidate.Events[^1]);
    }

    [Fact]
    public async Task The_deadline_counts_from_the_request_that_took_the_lease_however_late_its_answer_is()
    {
        var isSlow = true;
        var candidate = Start("a", (_, token) =>
        {
            var wait = isSlow ? TimeSpan.FromSeconds(9) : TimeSpan.Zero;
            isSlow = false;
            return Task.Delay(wait, clock, token);
        });
        Assert.Equal(TimeSpan.FromSeconds(9), await clock.NextWaitAsync(candidate.Run));
        clock.Advance(TimeSpan.FromSeconds(9));
        await candidate.EventAsync("started");
        candidate.Lock.Network = _ => throw new HttpRequestException("no route");
        await clock.PassNextWaitAsync(candidate.Run);
        await candidate.Run.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(11), clock.GetUtcNow());
    }

    [Fact]
    public async Task A_candidate_whose_request_hangs_tries_again()
    {
        var hangs = true;
        var candidate = Start("a", (_, token) => hangs ? Task.Delay(Timeout.InfiniteTimeSpan, clock, token) : Task.CompletedTask);
        Assert.Equal(TimeSpan.FromSeconds(10), await clock.NextWaitAsync(candidate.Run));
        hangs = false;
        clock.Advance(TimeSpan.FromSeconds(10));
        await clock.PassNextWaitAsync(candidate.Run);
        await candidate.EventAsync("started");
        await candidate.CancelAsync(cancel);
    }

    [Fact]
    public async Task A_leader_stops_at_once_when_another_holds_the_lease()
    {
        var candidate = Start("a");
        await clock.NextWaitAsync(candidate.Run);
        lease.Write(new LeaderElectionRecord { HolderIdentity = "b", LeaseDurationSeconds = 15 });
        clock.Advance(RetryPeriod);
        await candidate.Run.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["leader is a", "started", "leader is b", "stopped"], candidate.Events);
        Assert.Equal("b", lease.Record!.HolderIdentity);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task A_candidate_reports_a_refusal_and_goes_on(HttpStatusCode status)
    {
        var isRefused = true;
        var candidate = Start("a", (_, _) => isRefused ? throw MemoryLock.Refusal(status) : Task.CompletedTask);
        await clock.NextWaitAsync(candidate.Run);
        Assert.Equal([$"{status}"], candidate.Events);
        isRefused = false;
        await clock.PassNextWaitAsync(candidate.Run);
        await candidate.EventAsync("started");
        await candidate.CancelAsync(cancel);
    }

    [Fact]
    public async Task Of_two_that_see_no_lease_one_leads()
    {
        var one = Start("a");
        await clock.NextWaitAsync(one.Run);
        var two = Start("b");
        for (var i = 0; i < 30; i++)
        {
            await clock.PassNextWaitAsync(one.Run);
            await one.SettledAsync(clock);
        }

        Assert.True(one.Elector.IsLeader());
        Assert.False(two.Elector.IsLeader());
        Assert.Equal(["leader is a"], two.Events);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two.Run);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one.Run);
    }

    private Candidate Start(string identity, Func<MemoryLock, CancellationToken, Task>? network = null) =>
        new(new MemoryLock(lease, identity), network, clock, cancel.Token);

    private sealed class Candidate
    {
        private readonly List<string> events = [];

        public Candidate(MemoryLock memory, Func<MemoryLock, CancellationToken, Task>? network, ManualClock clock, CancellationToken token)
        {
            Lock = memory;
            if (network is not null)
            {
                memory.Network = cancellation => network(memory, cancellation);
            }

            Elector = new LeaderElector(new LeaderElectionConfig(memory) { TimeProvider = clock });
            Elector.OnStartedLeading += () => Add("started");
            Elector.OnStoppedLeading += () => Add("stopped");
            Elector.OnNewLeader += leader => Add($"leader is {leader}");
            Elector.OnError += exception => Add(exception.Message);
            Run = Elector.RunUntilLeadershipLostAsync(token);
        }

        public MemoryLock Lock { get; }

        public LeaderElector Elector { get; }

        public Task Run { get; }

        public string[] Events
        {
            get
            {
                lock (events)
                {
                    return [.. events];
                }
            }
        }

        public async Task EventAsync(string expected)
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (!Events.Contains(expected))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, deadline.Token);
            }
        }

        /// <summary>Until it waits again, or has ended.</summary>
        public async Task SettledAsync(ManualClock clock)
        {
            if (!Run.IsCompleted)
            {
                await Task.WhenAny(Run, clock.NextWaitAsync(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System)));
            }
        }

        public async Task CancelAsync(CancellationTokenSource cancel)
        {
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run);
            Assert.Equal(Events.Contains("started"), Events.Contains("stopped"));
        }

        private void Add(string text)
        {
            lock (events)
            {
                events.Add(text);
            }
        }
    }
}
