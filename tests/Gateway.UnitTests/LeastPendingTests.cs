using System.Collections.Immutable;
using InferenceEndpoints.Gateway.Balancing;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class LeastPendingTests
{
    private readonly ImmutableArray<Backend> ready = [new("a", "10.0.0.1:80"), new("b", "10.0.0.2:80"), new("c", "10.0.0.3:80")];

    [Fact]
    public void The_one_with_the_fewest_pending_requests_is_chosen()
    {
        ready[0].Begin();
        ready[0].Begin();
        ready[1].Begin();
        ready[2].Begin();
        ready[2].Begin();

        for (var turn = 0U; turn < 6; turn++)
        {
            Assert.Same(ready[1], LeastPending.Pick(ready, turn, []));
        }

        ready[0].End();
        ready[0].End();
        Assert.Same(ready[0], LeastPending.Pick(ready, turn: 1, []));
    }

    [Fact]
    public void Equals_take_turns()
    {
        var picked = Enumerable.Range(0, 9).Select(turn => LeastPending.Pick(ready, uint.MaxValue - 2 + (uint)turn, [])!.PodUid).ToList();

        Assert.All(picked.GroupBy(uid => uid), group => Assert.InRange(group.Count(), 2, 4));
        Assert.Equal(3, picked.Distinct().Count());
    }

    [Fact]
    public void What_was_tried_is_not_chosen_again_and_with_none_left_there_is_none()
    {
        Assert.Same(ready[2], LeastPending.Pick(ready, turn: 0, [ready[0], ready[1], null]));
        Assert.Null(LeastPending.Pick(ready, turn: 0, ready.AsSpan().ToArray()));
        Assert.Null(LeastPending.Pick([], turn: 0, []));
    }

    [Fact]
    public void A_choice_allocates_nothing()
    {
        LeastPending.Pick(ready, turn: 0, []);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var turn = 0U; turn < 10_000; turn++)
        {
            LeastPending.Pick(ready, turn, []);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 9_999); // not a byte for each: the runtime takes some now and then
    }
}
