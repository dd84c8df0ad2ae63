using System.Runtime.CompilerServices;
using System.Text.Json;

using InferenceEndpoints.Operator.Desired;

using k8s;
using k8s.Models;

namespace InferenceEndpoints.Operator.Planning;

/// <summary>Turns "this is what we want, that is what is there" into a change, or into none.</summary>
internal sealed class DesiredObjects
{
    /// <summary>
    /// Live objects that hold what is desired, and what that is made from. Objects in caches never change, so most reconciles need neither
    /// build what is desired nor compare it; an object that leaves its cache leaves this table.
    /// </summary>
    private readonly ConditionalWeakTable<object, object> settled = [];

    /// <summary>
    /// An apply when the object is missing, when what we want of it differs from what was applied last (a field that is no longer wanted
    /// shows only so), or when somebody changed a field that we set.
    /// </summary>
    /// <param name="origin">All that <paramref name="build"/> makes the object from: equal origins give equal objects.</param>
    /// <param name="build">What we want.</param>
    /// <param name="live">What is there.</param>
    public PlannedChange.Apply? Changed<T>(DesiredOrigin origin, Func<T> build, T? live)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (live is not null && settled.TryGetValue(live, out var known) && origin.Equals(known))
        {
            return null;
        }

        var change = Compare(build(), live, origin);
        if (change is null)
        {
            Settle(live!, origin);
        }

        return change;
    }

    /// <summary>That an object holds what is desired: it is the API server's answer to the apply.</summary>
    public void Settle(object live, DesiredOrigin origin)
    {
        if (origin.IsKnown)
        {
            settled.AddOrUpdate(live, origin);
        }
    }

    private static PlannedChange.Apply? Compare<T>(T desired, T? live, DesiredOrigin origin)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var body = ToJson(desired);
        var hash = CanonicalJson.ShortHash(body);
        desired.Metadata.Annotations ??= new Dictionary<string, string>(StringComparer.Ordinal);
        desired.Metadata.Annotations[ChildLabels.AppliedHash] = hash;

        if (live is null)
        {
            return new PlannedChange.Apply(desired, origin, Exists: false, "created");
        }

        if (live.Metadata.Annotations?.TryGetValue(ChildLabels.AppliedHash, out var applied) != true || applied != hash)
        {
            return new PlannedChange.Apply(desired, origin, Exists: true, "changed");
        }

        return Drift.Find(body, ToJson(live)) is { } path ? new PlannedChange.Apply(desired, origin, Exists: true, $"{path} had drifted") : null;
    }

    private static JsonElement ToJson<T>(T value)
        where T : IKubernetesObject<V1ObjectMeta> => JsonElement.Parse(KubernetesJson.SerializeToUtf8Bytes(value));
}
