using System.Runtime.CompilerServices;
using System.Text.Json;

using InferenceEndpoints.Operator.Desired;

using k8s;
using k8s.Models;

namespace InferenceEndpoints.Operator.Planning;

/// <summary>Turns "this is what we want, that is what is there" into a change, or into none.</summary>
internal static class DesiredObject
{
    /// <summary>
    /// Live objects that hold what is desired, by the hash of that. Objects in caches never change, so most reconciles need not compare them
    /// again; an object that leaves its cache leaves this table.
    /// </summary>
    private static readonly ConditionalWeakTable<object, string> Settled = [];

    /// <summary>
    /// An apply when the object is missing, when what we want of it differs from what was applied last (a field that is no longer wanted
    /// shows only so), or when somebody changed a field that we set.
    /// </summary>
    public static PlannedChange.Apply? Changed<T>(T desired, T? live)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var body = ToJson(desired);
        var hash = CanonicalJson.ShortHash(body);
        desired.Metadata.Annotations ??= new Dictionary<string, string>(StringComparer.Ordinal);
        desired.Metadata.Annotations[ChildLabels.AppliedHash] = hash;

        if (live is null)
        {
            return new PlannedChange.Apply(desired, Exists: false, "created");
        }

        if (live.Metadata.Annotations?.TryGetValue(ChildLabels.AppliedHash, out var applied) != true || applied != hash)
        {
            return new PlannedChange.Apply(desired, Exists: true, "changed");
        }

        if (Settled.TryGetValue(live, out var settled) && settled == hash)
        {
            return null;
        }

        if (Drift.Find(body, ToJson(live)) is { } path)
        {
            return new PlannedChange.Apply(desired, Exists: true, $"{path} had drifted");
        }

        Settled.AddOrUpdate(live, hash);
        return null;
    }

    private static JsonElement ToJson<T>(T value)
        where T : IKubernetesObject<V1ObjectMeta> => JsonElement.Parse(KubernetesJson.SerializeToUtf8Bytes(value));
}
