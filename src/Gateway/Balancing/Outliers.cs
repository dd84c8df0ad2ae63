using System.Collections.Immutable;

namespace InferenceEndpoints.Gateway.Balancing;

/// <summary>Leaves out the replicas that are ejected, but never more than half: too few would break under the load of all.</summary>
internal static class Outliers
{
    /// <returns>The same array when none is left out, which is nearly always.</returns>
    public static ImmutableArray<Backend> LeaveOut(ImmutableArray<Backend> ready, TimeProvider clock)
    {
        var kept = ready;
        var toLeaveOut = ready.Length / 2;
        foreach (var backend in ready)
        {
            if (toLeaveOut > 0 && backend.Ejection.IsInForce(clock))
            {
                kept = kept.Remove(backend);
                toLeaveOut--;
            }
        }

        return kept;
    }
}
