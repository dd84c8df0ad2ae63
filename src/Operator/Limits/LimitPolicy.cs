using InferenceEndpoints.Operator.Settings;
using InferenceEndpoints.Validation;

namespace InferenceEndpoints.Operator.Limits;

/// <summary>
/// Who may run within a namespace's limits. Nobody is stopped for another: what was granted stays, and of those who wait the oldest is
/// first. Nobody waits behind one who can never fit.
/// </summary>
internal static class LimitPolicy
{
    private const string Ask = "or ask for more (Operator:Limits)";

    /// <summary>Null: it may run. Else the limit, its use and the remedy.</summary>
    public static ValidationError? Refusal(LimitOptions limit, string ns, Claim claim, IReadOnlyCollection<Claim> others)
    {
        if (claim.IsGranted)
        {
            return null;
        }

        if (!Allows(limit, claim.InstanceType))
        {
            return new(
                "spec.compute.instanceType",
                null,
                $"namespace {ns} may use {string.Join(", ", Names(limit))}, not {claim.InstanceType}",
                $"choose one of those, {Ask}");
        }

        var ahead = others.Where(other => other.IsGranted || (other.Created.CompareTo(claim.Created) < 0 && CanEverFit(limit, other))).ToList();
        if (ahead.Count >= limit.Endpoints)
        {
            return new(
                "metadata.namespace",
                null,
                $"namespace {ns} may have {limit.Endpoints} endpoints, and {ahead.Count} are before this one",
                $"delete or pause one, {Ask}");
        }

        var used = ahead.Sum(other => other.Accelerators);
        return claim.Accelerators > 0 && used + claim.Accelerators > limit.Accelerators
            ? new(
                "spec.compute.scaling.maxReplica",
                null,
                $"namespace {ns} may use {limit.Accelerators} accelerators, and {used} are in use or waited for",
                $"this endpoint needs {claim.Accelerators} with all its replicas: lower maxReplica, delete or pause another, {Ask}")
            : null;
    }

    /// <summary>The refusal of one that does not fit even when all others go; null: it may run some day.</summary>
    public static ValidationError? Never(LimitOptions limit, string ns, Claim claim) => Refusal(limit, ns, claim with { IsGranted = false }, []);

    private static bool CanEverFit(LimitOptions limit, Claim claim) =>
        Allows(limit, claim.InstanceType) && !(claim.Accelerators > limit.Accelerators);

    private static bool Allows(LimitOptions limit, string instanceType) =>
        Names(limit) is var names && (names.Length == 0 || names.Contains(instanceType, StringComparer.Ordinal));

    private static string[] Names(LimitOptions limit) =>
        limit.InstanceTypes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
