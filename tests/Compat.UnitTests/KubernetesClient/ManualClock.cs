namespace Compat.UnitTests.KubernetesClient;

/// <summary>A clock that stands still until its test moves it, and tells what is being waited for. Thread-safe.</summary>
internal sealed class ManualClock : TimeProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private TimeSpan now;
    private TimeSpan offset;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (gate)
        {
            return now.Ticks;
        }
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp()) + offset;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Changes the time of day, without any time passing.</summary>
    public void Set(TimeSpan by) => offset += by;

    public void Advance(TimeSpan by)
    {
        var end = TimeSpan.FromTicks(GetTimestamp()) + by;
        while (TakeDue(end) is { } due)
        {
            due.Fire();
        }

        lock (gate)
        {
            now = end;
        }
    }

    /// <summary>How long the code under test waits, once it does.</summary>
    /// <param name="work">Must not end before it waits.</param>
    public async Task<TimeSpan> NextWaitAsync(Task work)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            lock (gate)
            {
                if (timers.Count > 0)
                {
                    return timers.Min(timer => timer.Due) - now;
                }
            }

            if (work.IsCompleted)
            {
                await work;
                Assert.Fail("It ended without waiting.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), System, deadline.Token);
        }
    }

    /// <summary>Waits until the code under test waits, and moves the clock to the end of that.</summary>
    public async Task PassNextWaitAsync(Task work) => Advance(await NextWaitAsync(work));

    private ManualTimer? TakeDue(TimeSpan end)
    {
        lock (gate)
        {
            var due = timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (due is not null)
            {
                now = due.Due;
                timers.Remove(due);
            }

            return due;
        }
    }

    private sealed class ManualTimer(ManualClock clock, Action fire) : ITimer
    {
        public TimeSpan Due { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock.now + dueTime;
                    clock.timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
