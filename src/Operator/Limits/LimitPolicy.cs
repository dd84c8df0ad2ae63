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
    public static ValidationError? Refusal(NamespaceLimit limit, string ns, Claim claim, IReadOnlyCollection<Claim> others)
    {
        if (claim.IsGranted)
        {
            return null;
        }

        if (!limit.Allows(claim.InstanceType))
        {
            return new(
                "spec.compute.instanceType",
                null,
                $"namespace {ns} may use {string.Join(", ", limit.InstanceTypes)}, not {claim.InstanceType}",
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
    public static ValidationError? Never(NamespaceLimit limit, string ns, Claim claim) => Refusal(limit, ns, claim with { IsGranted = false }, []);

    private static bool CanEverFit(NamespaceLimit limit, Claim claim) =>
        limit.Allows(claim.InstanceType) && !(claim.Accelerators > limit.Accelerators);
}
