using InferenceEndpoints.Entities;
using InferenceEndpoints.Starts;

namespace InferenceEndpoints.UnitTests.Starts;

public sealed class FirstWaitTests
{
    private static readonly DateTimeOffset Woken = new(2030, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_phase_after_a_start_lasts_from_the_ready_replica_until_the_first_byte()
    {
        var start = Wait(from: 0, to: 45).AddTo(Started().LastStart!);

        Assert.Equal(Woken.AddSeconds(45).UtcDateTime, start.FirstByteAt);
        Assert.Equal("images 2, loading 40, firstByte 3", string.Join(", ", start.Phases!.Select(phase => $"{phase.Name} {phase.Seconds}")));
        Assert.Equal("ready after 42 s: images 2 s, loading 40 s; first byte after 45 s", StartTimeline.Describe(start));
    }

    [Fact]
    public void A_gateway_that_was_faster_than_the_kubelet_took_no_time() =>
        Assert.Equal(0, Wait(from: 0, to: 41).AddTo(Started().LastStart!).Phases![^1].Seconds);

    [Theory]
    [InlineData(0, 45, true)]
    [InlineData(-5, 45, true)] // a storm's first caller came before the wake
    [InlineData(42, 45, true)]
    [InlineData(43, 45, false)] // it waited for something else, such as a replica that was lost later
    [InlineData(-99, -1, false)] // for the start before
    public void It_is_of_the_last_start_when_it_came_before_its_end_and_was_answered_after_its_begin(int from, int to, bool isNews) =>
        Assert.Equal(isNews, Wait(from, to).IsNewsFor(Started()));

    [Fact]
    public void What_was_told_is_no_news_nor_is_anything_while_the_next_start_is_under_way()
    {
        var wait = Wait(from: 0, to: 45);
        var told = Started();
        told.LastStart = wait.AddTo(told.LastStart!);
        Assert.False(wait.IsNewsFor(told));

        var starting = Started();
        starting.StartingSince = Woken.AddSeconds(44).UtcDateTime;
        Assert.False(wait.IsNewsFor(starting));
        Assert.False(wait.IsNewsFor(new InferenceEndpointStatus()));
        Assert.False(wait.IsNewsFor(null));
    }

    private static FirstWait Wait(int from, int to) => new(Woken.AddSeconds(from), Woken.AddSeconds(to));

    private static InferenceEndpointStatus Started() => new()
    {
        LastStart = new EndpointStart
        {
            Pod = "gemma-1",
            StartedAt = Woken.UtcDateTime,
            ReadyAt = Woken.AddSeconds(42).UtcDateTime,
            Phases = [new StartPhase { Name = StartPhases.Images, Seconds = 2 }, new StartPhase { Name = StartPhases.Loading, Seconds = 40 }],
        },
    };
}
