using System.Runtime.InteropServices;

namespace KubeOps.Operator.Queue;

/// <summary>Keys to reconcile: see <see cref="KeySchedule{TKey}"/> for the order, <see cref="BackOff"/> for what failed.</summary>
/// <remarks>
/// Thread-safe. One lock guards the schedule and the failures; <c>permits</c> gets one permit for each ready key, so whoever is let in
/// finds a key; <c>permitted</c> counts those not yet used.
/// </remarks>
internal sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly KeySchedule<TKey> schedule = new();
    private readonly Dictionary<TKey, int> failures = [];
    private readonly SemaphoreSlim permits = new(0);
    private readonly TimeProvider clock;
    private readonly long start;
    private readonly ITimer timer;
    private int permitted;
    private TimeSpan? timerDue;
    private bool isClosed;

    public WorkQueue(TimeProvider clock)
    {
        this.clock = clock;
        start = clock.GetTimestamp();
        timer = clock.CreateTimer(static queue => ((WorkQueue<TKey>)queue!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Keys that are ready and wait for a worker.</summary>
    public int Ready
    {
        get
        {
            lock (gate)
            {
                return schedule.Ready;
            }
        }
    }

    private TimeSpan Now => clock.GetElapsedTime(start);

    /// <summary>False, and nothing is queued, once the queue is closed.</summary>
    public bool Add(TKey key, TimeSpan delay = default, bool isUrgent = false)
    {
        lock (gate)
        {
            if (isClosed)
            {
                return false;
            }

            var now = Now;
            schedule.Add(key, now + delay, now, isUrgent);
            Settle_NeedsLock(now);
            return true;
        }
    }

    /// <summary>The next ready key. It is the caller's until he calls <see cref="Complete"/> or <see cref="Fail"/>.</summary>
    public async ValueTask<TKey> TakeAsync(CancellationToken cancellationToken)
    {
        await permits.WaitAsync(cancellationToken);
        lock (gate)
        {
            permitted--;
            return schedule.TryTake(out var key) ? key : throw new InvalidOperationException("A permit without a ready key.");
        }
    }

    /// <summary>Ends a run that succeeded: its failures are forgotten.</summary>
    public void Complete(TKey key, TimeSpan? requeueAfter)
    {
        lock (gate)
        {
            failures.Remove(key);
            Finish_NeedsLock(key, requeueAfter);
        }
    }

    /// <summary>Ends a run that failed: the key comes back after <paramref name="requeueAfter"/>, or else after its back-off.</summary>
    public Retry Fail(TKey key, TimeSpan? requeueAfter)
    {
        lock (gate)
        {
            var count = failures[key] = failures.GetValueOrDefault(key) + 1;
            // Jitter need not be unpredictable.
#pragma warning disable CA5394
            var delay = requeueAfter ?? BackOff.Delay(count, Random.Shared.NextDouble());
#pragma warning restore CA5394
            Finish_NeedsLock(key, delay);
            return new Retry(count, delay);
        }
    }

    /// <summary>Takes no more keys. Those that wait stay where they are: the next leader lists them anew.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
        }
    }

    public void Dispose()
    {
        Close();
        timer.Dispose();
        permits.Dispose();
    }

    private void Finish_NeedsLock(TKey key, TimeSpan? requeueAfter)
    {
        // While the key still counts as running, so that an earlier wish which came meanwhile wins.
        var now = Now;
        if (requeueAfter is { } delay && !isClosed)
        {
            schedule.Add(key, now + delay, now);
        }

        schedule.Done(key, now);
        Settle_NeedsLock(now);
    }

    private void OnDue()
    {
        lock (gate)
        {
            if (!isClosed)
            {
                timerDue = null;
                Settle_NeedsLock(Now);
            }
        }
    }

    /// <summary>After every change: permits for the keys that became ready, and the timer for the next that will.</summary>
    private void Settle_NeedsLock(TimeSpan now)
    {
        schedule.Promote(now);
        if (schedule.Ready > permitted)
        {
            permits.Release(schedule.Ready - permitted);
            permitted = schedule.Ready;
        }

        if (schedule.NextDue is { } due && due != timerDue)
        {
            timerDue = due;
            timer.Change(TimerDelay(due - now), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Rounded up, as timers round down to milliseconds and would fire too early; bounded, as they take 49 days at most.</summary>
    private static TimeSpan TimerDelay(TimeSpan delay) =>
        TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(delay.TotalMilliseconds), TimeSpan.MillisecondsPerDay));
}

/// <summary>What a failure leads to.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Retry(int Failures, TimeSpan Delay);
