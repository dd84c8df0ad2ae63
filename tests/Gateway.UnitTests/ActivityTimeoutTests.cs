using InferenceEndpoints.Gateway.Upstream;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class ActivityTimeoutTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(320); // looks each 10 ms

    [Fact]
    public async Task Silence_is_told_once_and_only_to_the_present_user()
    {
        var clock = new ManualClock();
        using var activity = new ActivityTimeout(Timeout, clock);
        var (former, present) = (new Observer(), new Observer());

        activity.Begin(former);
        activity.End();
        clock.Advance(Timeout);
        activity.Begin(present);
        clock.Advance(Timeout / 2);
        activity.Touch();
        clock.Advance(Timeout / 2);
        Assert.Equal((0, 0), (former.Count, present.Count));

        clock.Advance(Timeout / 2);
        await present.Told.Task.WaitAsync(TimeSpan.FromSeconds(30));
        clock.Advance(Timeout);
        activity.Touch();
        Assert.Equal((0, 1), (former.Count, present.Count));
    }

    private sealed class Observer : IActivityObserver
    {
        public int Count { get; private set; }

        public TaskCompletionSource Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnSilence()
        {
            Count++;
            Told.TrySetResult();
        }
    }
}
