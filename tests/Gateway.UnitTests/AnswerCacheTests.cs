using System.Collections.Concurrent;
using InferenceEndpoints.Gateway.Auth;
using InferenceEndpoints.Hosting;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class AnswerCacheTests
{
    private readonly ManualClock clock = new();
    private readonly AnswerCache<int, bool> cache;
    private readonly ConcurrentQueue<int> asked = [];

    public AnswerCacheTests() =>
        cache = new(
            capacity: 3, isGood => isGood, new AnswerLifetimes(Good: TimeSpan.FromSeconds(20), Bad: TimeSpan.FromSeconds(5), Failed: TimeSpan.FromSeconds(1)), clock);

    [Theory]
    [InlineData(true, 20)]
    [InlineData(false, 5)]
    public async Task An_answer_holds_for_its_lifetime_from_the_moment_it_was_asked_for(bool answer, int seconds)
    {
        var slow = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = AskAsync(1, slow.Task);
        clock.Advance(TimeSpan.FromSeconds(1));
        slow.SetResult(answer);
        Assert.Equal(answer, await first);

        clock.Advance(TimeSpan.FromSeconds(seconds - 1) - TimeSpan.FromTicks(1));
        Assert.Equal(answer, await AskAsync(1, Task.FromResult(!answer)));
        Assert.Equal([1], asked);

        clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(!answer, await AskAsync(1, Task.FromResult(!answer)));
        Assert.Equal([1, 1], asked);
    }

    [Fact]
    public async Task Those_who_ask_at_the_same_time_share_an_answer()
    {
        var slow = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asking = Enumerable.Range(0, 8).Select(_ => Task.Run<Task<bool>[]>(() => [AskAsync(1, slow.Task)])); // each ends when it has asked
        var askers = (await Task.WhenAll(asking)).SelectMany(answers => answers).ToList();
        clock.Advance(TimeSpan.FromMinutes(1)); // however long it takes
        askers.Add(AskAsync(1, slow.Task));

        slow.SetResult(true);

        Assert.All(await Task.WhenAll(askers), Assert.True);
        Assert.Equal([1], asked);
    }

    [Fact]
    public async Task A_question_that_failed_fails_for_all_who_asked_and_is_asked_again()
    {
        var slow = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var both = new[] { AskAsync(1, slow.Task), AskAsync(1, slow.Task) };
        slow.SetException(new ReviewUnavailableException());
        foreach (var asker in both)
        {
            await Assert.ThrowsAsync<ReviewUnavailableException>(() => asker);
        }

        // Not at once: who cannot answer is not to be asked by everybody.
        await Assert.ThrowsAsync<ReviewUnavailableException>(() => AskAsync(1, Task.FromResult(true)));
        Assert.Equal([1], asked);

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await AskAsync(1, Task.FromResult(true)));
        Assert.Equal([1, 1], asked);
    }

    [Fact]
    public async Task A_question_that_throws_at_once_keeps_nobody_waiting()
    {
        for (var i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<ReviewUnavailableException>(() => cache.GetAsync(1, 0, static _ => throw new ReviewUnavailableException()));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(await AskAsync(1, Task.FromResult(true)));
    }

    [Fact]
    public async Task Only_what_was_good_is_still_known_when_its_time_is_over()
    {
        Assert.True(cache.IsNew(1));
        await AskAsync(1, Task.FromResult(true));
        await AskAsync(2, Task.FromResult(false));
        var asking = AskAsync(3, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously).Task);
        Assert.Equal([false, false, false], Enumerable.Range(1, 3).Select(cache.IsNew));

        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal([false, true, false], Enumerable.Range(1, 3).Select(cache.IsNew));
        Assert.False(asking.IsCompleted);
    }

    [Fact]
    public async Task The_oldest_answer_goes_when_there_are_too_many()
    {
        foreach (var key in new[] { 1, 2, 3, 4 })
        {
            await AskAsync(key, Task.FromResult(true));
        }

        asked.Clear();
        foreach (var key in new[] { 4, 3, 2, 1 })
        {
            await AskAsync(key, Task.FromResult(true));
        }

        Assert.Equal([1], asked);
    }

    private Task<bool> AskAsync(int key, Task<bool> answer) => cache.GetAsync(key, (asked, key, answer), static ask =>
    {
        ask.asked.Enqueue(ask.key);
        return ask.answer;
    });
}
