using InferenceEndpoints.Informers.Reflector;
using static InferenceEndpoints.Informers.Reflector.ReflectorState;
using static InferenceEndpoints.Informers.Reflector.StepOutcome;

namespace Compat.UnitTests.Informers;

public sealed class ResumeRulesTests
{
    private static readonly Failed Failure = new(new IOException("cut"), null);

    [Fact]
    public void Pages_are_read_to_the_last_and_then_watched_from_its_version()
    {
        ReflectorState state = new Empty();
        state = ResumeRules.Next(state, new PageRead("token", "7"));
        Assert.Equal(new Listing("token"), state);
        state = ResumeRules.Next(state, new PageRead(null, "7"));
        Assert.Equal(new Listed("7"), state);
        state = ResumeRules.Next(state, new WatchOpened());
        Assert.Equal(new Watching("7"), state);
        state = ResumeRules.Next(state, new Told("8"));
        Assert.Equal(new Watching("8"), state);
    }

    [Fact]
    public void A_watch_that_ends_is_resumed_where_it_ended()
    {
        Assert.Equal(new Listed("8"), ResumeRules.Next(new Watching("8"), new WatchClosed(WasIdleAndShort: false)));
        Assert.Equal(new Listed("8"), ResumeRules.Next(new Watching("8"), Failure));
    }

    [Fact]
    public void A_request_that_failed_is_asked_again()
    {
        ReflectorState[] states = [new Empty(), new Listing("token"), new Listed("7")];
        Assert.All(states, state => Assert.Equal(state, ResumeRules.Next(state, Failure)));
    }

    [Fact]
    public void Lost_history_means_a_new_list_from_every_state()
    {
        ReflectorState[] states = [new Empty(), new Listing("token"), new Listed("7"), new Watching("8")];
        Assert.All(states, state => Assert.Equal(new Empty(), ResumeRules.Next(state, new Gone())));
    }

    [Fact]
    public void An_outcome_that_the_state_cannot_have_is_a_bug() =>
        Assert.Throws<InvalidOperationException>(() => ResumeRules.Next(new Empty(), new WatchOpened()));

    [Fact]
    public void A_row_of_failures_ends_when_a_watch_tells_something_and_not_with_a_list()
    {
        Assert.Equal(4, ResumeRules.Failures(3, Failure));
        Assert.Equal(4, ResumeRules.Failures(3, new Gone()));
        Assert.Equal(4, ResumeRules.Failures(3, new WatchClosed(WasIdleAndShort: true)));
        Assert.Equal(3, ResumeRules.Failures(3, new PageRead(null, "7")));
        Assert.Equal(3, ResumeRules.Failures(3, new WatchOpened()));
        Assert.Equal(0, ResumeRules.Failures(3, new Told("8")));
        Assert.Equal(0, ResumeRules.Failures(3, new WatchClosed(WasIdleAndShort: false)));
    }

    [Theory]
    [InlineData(1, 0.0, 100)]
    [InlineData(1, 1.0, 200)]
    [InlineData(3, 1.0, 800)]
    [InlineData(50, 1.0, 30_000)]
    [InlineData(int.MaxValue, 0.0, 15_000)]
    public void Pauses_double_up_to_half_a_minute_with_jitter(int failures, double random, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), ResumeRules.Delay(failures, Failure, random));

    [Fact]
    public void The_API_server_s_Retry_After_is_obeyed()
    {
        var throttled = new Failed(new IOException("429"), TimeSpan.FromSeconds(7));
        Assert.Equal(TimeSpan.FromSeconds(7), ResumeRules.Delay(1, throttled, 0.5));
        Assert.Equal(TimeSpan.FromSeconds(15), ResumeRules.Delay(50, throttled, 0));
    }

    [Fact]
    public void There_is_no_pause_without_a_failure()
    {
        StepOutcome[] good = [new PageRead(null, "1"), new WatchOpened(), new Told("1"), new WatchClosed(WasIdleAndShort: false)];
        Assert.All(good, outcome => Assert.Equal(TimeSpan.Zero, ResumeRules.Delay(5, outcome, 0.5)));
    }
}
