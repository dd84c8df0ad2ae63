using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Caching;
using InferenceEndpoints.Gateway.UnitTests;

namespace Gateway.UnitTests;

public sealed class ResponseStoreTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ManualClock clock = new();

    [Fact]
    public void The_answer_that_was_used_longest_ago_goes_when_there_are_too_many()
    {
        var store = new ResponseStore(maxBytes: 1000, maxCount: 2, Lifetime, clock);
        store.Add(Key(1), Answer.NotFound, size: 1);
        store.Add(Key(2), Answer.Busy, size: 1);
        Assert.True(store.TryFind(Key(1), out var first));

        store.Add(Key(3), Answer.Paused, size: 1);

        Assert.Same(Answer.NotFound, first);
        Assert.Equal([true, false, true], Enumerable.Range(1, 3).Select(key => store.TryFind(Key(key), out _)));
    }

    [Fact]
    public void Answers_go_until_there_is_room_for_the_new_one()
    {
        var store = new ResponseStore(maxBytes: 100, maxCount: 100, Lifetime, clock);
        store.Add(Key(1), Answer.NotFound, size: 40);
        store.Add(Key(2), Answer.NotFound, size: 30);
        store.Add(Key(3), Answer.NotFound, size: 30);

        store.Add(Key(4), Answer.NotFound, size: 70);
        Assert.Equal([false, false, true, true], Enumerable.Range(1, 4).Select(key => store.TryFind(Key(key), out _)));

        store.Add(Key(4), Answer.NotFound, size: 60); // in place of itself
        store.Add(Key(5), Answer.NotFound, size: 10);
        Assert.Equal([true, true, true], Enumerable.Range(3, 3).Select(key => store.TryFind(Key(key), out _)));
    }

    [Fact]
    public void An_answer_is_given_for_its_lifetime_however_often_it_is_used()
    {
        var store = new ResponseStore(maxBytes: 100, maxCount: 100, Lifetime, clock);
        store.Add(Key(1), Answer.NotFound, size: 1);

        clock.Advance(Lifetime - TimeSpan.FromTicks(1));
        Assert.True(store.TryFind(Key(1), out _));
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(store.TryFind(Key(1), out _));
    }

    private static ResponseKey Key(int number) => new((UInt128)number, Low: 0);
}
