using System.Collections.Immutable;

namespace InferenceEndpoints.Gateway.Balancing;

/// <summary>Chooses the replica with the fewest pending requests.</summary>
internal static class LeastPending
{
    /// <param name="ready">The replicas that may get requests.</param>
    /// <param name="turn">Where to start looking: equals take turns when this is one more each time.</param>
    /// <param name="tried">Replicas that failed this request already.</param>
    /// <returns>Null: there is none left.</returns>
    public static Backend? Pick(ImmutableArray<Backend> ready, uint turn, ReadOnlySpan<Backend?> tried)
    {
        Backend? best = null;
        var fewest = int.MaxValue;
        for (var i = 0; i < ready.Length; i++)
        {
            var backend = ready[(int)((turn + (uint)i) % (uint)ready.Length)];
            var pending = backend.Pending; // read once: other threads move it
            if (pending < fewest && !tried.Contains(backend))
            {
                (best, fewest) = (backend, pending);
            }
        }

        return best;
    }
}
