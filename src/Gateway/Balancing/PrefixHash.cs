using System.Collections.Immutable;

namespace InferenceEndpoints.Gateway.Balancing;

/// <summary>
/// Sends what begins alike to the same replica, which has it in its cache, as long as that one is not busier than the others (consistent
/// hashing with bounded loads). Each key ranks the replicas in an order of its own (rendezvous hashing): when one goes, only its keys move,
/// and to all the others; a new one takes its share from each.
/// </summary>
internal static class PrefixHash
{
    /// <summary>A replica may have a quarter more than its share of the pending requests: 1.25, as a fraction.</summary>
    private const long Numerator = 5;
    private const long Denominator = 4;

    /// <param name="ready">The replicas that may get requests.</param>
    /// <param name="key">What requests of one kind have in common.</param>
    /// <param name="tried">Replicas that failed this request already.</param>
    /// <param name="limit">Requests that a replica may have at once.</param>
    /// <returns>Null: there is none below the bound that has not been tried.</returns>
    public static Backend? Pick(ImmutableArray<Backend> ready, ulong key, ReadOnlySpan<Backend?> tried, int limit)
    {
        var bound = Math.Min(limit, Bound(ready));
        Backend? best = null;
        var highest = 0UL;
        foreach (var backend in ready)
        {
            var rank = StableHash.Combine(key, backend.Hash);
            if ((best is null || rank > highest) && backend.Pending < bound && !tried.Contains(backend))
            {
                (best, highest) = (backend, rank);
            }
        }

        return best;
    }

    /// <summary>With this request among them, and rounded up: somebody is always below it.</summary>
    private static long Bound(ImmutableArray<Backend> ready)
    {
        var pending = 1L;
        foreach (var backend in ready)
        {
            pending += backend.Pending;
        }

        var shares = Denominator * Math.Max(1, ready.Length);
        return ((pending * Numerator) + shares - 1) / shares;
    }
}
