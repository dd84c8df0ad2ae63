using System.Collections.Concurrent;
using KubeOps.Operator.Queue;

namespace Compat.UnitTests.KubeOps.Queue;

public sealed class WorkQueueTests : IDisposable
{
    private readonly ManualTimeProvider clock = new();
    private readonly WorkQueue<string> queue;

    public WorkQueueTests() => queue = new WorkQueue<string>(clock);

    public void Dispose() => queue.Dispose();

    [Fact]
    public async Task A_worker_gets_a_key_that_is_added_later()
    {
        var taken = queue.TakeAsync(CancellationToken.None);
        Assert.False(taken.IsCompleted);

        Assert.True(queue.Add("a"));

        Assert.Equal("a", await taken);
    }

    [Fact]
    public async Task A_delayed_key_is_ready_when_its_time_has_come_and_not_before()
    {
        queue.Add("a", TimeSpan.FromMilliseconds(10.5));
        var taken = queue.TakeAsync(CancellationToken.None);

        clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.False(taken.IsCompleted);

        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("a", await taken);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_is_set_neither_hastens_nor_delays_a_key(int days)
    {
        queue.Add("a", TimeSpan.FromMinutes(1));
        var taken = queue.TakeAsync(CancellationToken.None);

        clock.Set(TimeSpan.FromDays(days));
        queue.Add("b", TimeSpan.FromHours(1));
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(taken.IsCompleted);

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("a", await taken);
    }

    [Fact]
    public async Task A_delay_beyond_what_timers_can_do_is_kept()
    {
        queue.Add("a", TimeSpan.FromDays(100));
        var taken = queue.TakeAsync(CancellationToken.None);

        clock.Advance(TimeSpan.FromDays(99));
        Assert.False(taken.IsCompleted);

        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("a", await taken);
    }

    [Fact]
    public async Task Failures_lengthen_the_back_off_and_success_forgets_them()
    {
        for (var failures = 1; failures <= 3; failures++)
        {
            queue.Add("a");
            Assert.Equal(failures, queue.Fail(await queue.TakeAsync(CancellationToken.None), null).Failures);
            clock.Advance(BackOff.Longest);
        }

        queue.Complete(await queue.TakeAsync(CancellationToken.None), null);
        queue.Add("a");
        Assert.Equal(1, queue.Fail(await queue.TakeAsync(CancellationToken.None), null).Failures);
    }

    [Fact]
    public async Task A_failed_key_comes_back_after_its_back_off()
    {
        queue.Add("a");
        var retry = queue.Fail(await queue.TakeAsync(CancellationToken.None), null);
        var taken = queue.TakeAsync(CancellationToken.None);
        Assert.False(taken.IsCompleted);

        clock.Advance(retry.Delay + TimeSpan.FromMilliseconds(1));

        Assert.Equal("a", await taken);
    }

    [Fact]
    public async Task A_wish_that_came_during_a_run_is_not_put_off_by_the_back_off()
    {
        queue.Add("a");
        var key = await queue.TakeAsync(CancellationToken.None);
        queue.Add("a");
        queue.Fail(key, TimeSpan.FromHours(1));

        Assert.Equal(1, queue.Ready);
    }

    [Fact]
    public async Task A_closed_queue_takes_nothing()
    {
        queue.Close();

        Assert.False(queue.Add("a"));
        using var cancellation = new CancellationTokenSource();
        var taken = queue.TakeAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taken);
    }

    [Fact]
    public async Task No_key_runs_twice_at_once_and_none_is_lost_with_many_threads()
    {
        const int Keys = 20;
        const int Adds = 2_000;
        using var busy = new WorkQueue<int>(TimeProvider.System);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var running = new ConcurrentDictionary<int, bool>();
        var wanted = new int[Keys];
        var seen = new int[Keys];
        var settled = new TaskCompletionSource();

        async Task WorkAsync()
        {
            while (true)
            {
                var key = await busy.TakeAsync(stop.Token);
                Assert.True(running.TryAdd(key, true), $"Key {key} runs twice at once.");
                var value = Volatile.Read(ref wanted[key]);
                await Task.Yield();
                seen[key] = value;
                running.TryRemove(key, out _);
                busy.Complete(key, null);
                if (Enumerable.Range(0, Keys).All(i => Volatile.Read(ref seen[i]) == Adds))
                {
                    settled.TrySetResult();
                }
            }
        }

        var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(WorkAsync)).ToArray();
        await Task.WhenAll(Enumerable.Range(0, Keys).Select(key => Task.Run(() =>
        {
            for (var i = 0; i < Adds; i++)
            {
                Interlocked.Increment(ref wanted[key]);
                busy.Add(key);
            }
        })));

        var first = await Task.WhenAny([settled.Task, .. workers]);
        Assert.True(first == settled.Task, $"A worker stopped: {first.Exception}; seen {string.Join(' ', seen)}");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(workers));
    }
}
