using System.Collections.Immutable;
using System.Globalization;
using InferenceEndpoints.Gateway.Balancing;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class PrefixHashTests
{
    private const int NoLimit = int.MaxValue;

    [Fact]
    public void Idle_replicas_share_the_keys_evenly()
    {
        var ready = Replicas(8);

        var shares = Keys(8000).GroupBy(key => Pick(ready, key)).Select(group => group.Count()).ToList();

        Assert.Equal(8, shares.Count);
        Assert.All(shares, share => Assert.InRange(share, 850, 1150));
    }

    [Fact]
    public void When_a_replica_comes_or_goes_only_its_own_keys_move()
    {
        var (before, keys) = (Replicas(9), Keys(9000));
        var (gone, added) = (before[4], new Backend("new", "10.0.1.1:80"));

        var homes = keys.ToDictionary(key => key, key => Pick(before, key));
        Assert.All(keys.Where(key => homes[key] != gone), key => Assert.Same(homes[key], Pick(before.Remove(gone), key)));
        Assert.Equal(8, keys.Where(key => homes[key] == gone).Select(key => Pick(before.Remove(gone), key)).Distinct().Count());

        var moved = keys.Where(key => Pick(before.Insert(0, added), key) != homes[key]).ToList();
        Assert.All(moved, key => Assert.Same(added, Pick(before.Add(added), key)));
        Assert.InRange(moved.Count, 750, 1050); // a tenth
    }

    [Fact]
    public void One_that_everybody_asks_for_gets_a_quarter_more_than_its_share_and_the_rest_goes_to_the_same_others()
    {
        var ready = Replicas(4);
        var order = new List<Backend>();
        for (var i = 1; i <= 400; i++)
        {
            var picked = Pick(ready, key: 7)!;
            picked.Begin();
            order.Add(picked);
            Assert.InRange(picked.Pending, 1, (int)Math.Ceiling(1.25 * i / 4));
        }

        Assert.Equal([125, 125, 125, 25], order.Distinct().Select(backend => backend.Pending));
    }

    [Fact]
    public void A_conversation_finds_its_replica_again_and_no_replica_is_overloaded()
    {
        var (byPrefix, byPending) = (Replay(prefixHash: true), Replay(prefixHash: false));

        Assert.InRange(byPrefix.HitRate, 0.75, 1);
        Assert.InRange(byPending.HitRate, 0, 0.35); // a quarter of the replicas, and luck
        Assert.InRange(byPrefix.MostPending, 1, (int)Math.Ceiling(1.25 * (Trace.Concurrency + 1) / Trace.Replicas));
    }

    [Fact]
    public void A_replica_at_its_limit_and_one_that_failed_the_request_are_passed_over()
    {
        var ready = Replicas(3);
        var first = Pick(ready, key: 1)!;
        var second = PrefixHash.Pick(ready, key: 1, [first], NoLimit)!;
        Assert.NotSame(first, second);

        foreach (var backend in ready)
        {
            backend.Begin();
        }

        Assert.Null(PrefixHash.Pick(ready, key: 1, [], limit: 1));
        first.End();
        second.End();
        Assert.Same(first, PrefixHash.Pick(ready, key: 1, [], limit: 1));
        Assert.Null(PrefixHash.Pick(ready, key: 1, ready.AsSpan().ToArray(), NoLimit));
        Assert.Null(PrefixHash.Pick([], key: 1, [], NoLimit));
    }

    [Fact]
    public void All_gateways_choose_the_same() =>
        Assert.Equal(0x500B98909B589E38UL, StableHash.Of("a replica's uid"u8));

    [Fact]
    public void A_choice_allocates_nothing()
    {
        var ready = Replicas(8);
        Pick(ready, key: 1);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var key = 0UL; key < 10_000; key++)
        {
            PrefixHash.Pick(ready, key, [], NoLimit);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 9_999); // not a byte for each: the runtime takes some now and then
    }

    private static Backend? Pick(ImmutableArray<Backend> ready, ulong key) => PrefixHash.Pick(ready, key, [], NoLimit);

    private static List<ulong> Keys(int count) =>
        [.. Enumerable.Range(0, count).Select(number => StableHash.Of(System.Text.Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture))))];

    private static ImmutableArray<Backend> Replicas(int count) =>
        [.. Enumerable.Range(0, count).Select(number => new Backend($"6f1c{number}", $"10.0.0.{number}:80"))];

    /// <summary>Conversations of ten turns, at any time as many requests as the replicas have work with.</summary>
    private static (double HitRate, int MostPending) Replay(bool prefixHash)
    {
        var (random, ready, running) = (new Random(1), Replicas(Trace.Replicas), new Queue<Backend>());
        var keys = Keys(Trace.Conversations);
        var last = new Backend?[Trace.Conversations];
        var (hits, later, most) = (0, 0, 0);
        for (var request = 0U; request < Trace.Conversations * 10; request++)
        {
            var conversation = random.Next(Trace.Conversations);
            var picked = (prefixHash ? Pick(ready, keys[conversation]) : LeastPending.Pick(ready, request, []))!;
            later += last[conversation] is null ? 0 : 1;
            hits += last[conversation] == picked ? 1 : 0;
            last[conversation] = picked;
            picked.Begin();
            most = Math.Max(most, picked.Pending);
            running.Enqueue(picked);
            if (running.Count == Trace.Concurrency)
            {
                running.Dequeue().End();
            }
        }

        return ((double)hits / later, most);
    }

    private static class Trace
    {
        public const int Conversations = 500;
        public const int Replicas = 4;
        public const int Concurrency = 64;
    }
}
