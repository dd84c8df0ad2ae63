using System.Text.Json.Nodes;

using InferenceEndpoints.Operator.Desired;

using k8s;
using k8s.Models;

namespace InferenceEndpoints.Operator.Planning;

/// <summary>Turns "this is what we want, that is what is there" into a change, or into none.</summary>
internal static class DesiredObject
{
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

        return Drift.Find(body, ToJson(live)) is { } path ? new PlannedChange.Apply(desired, Exists: true, $"{path} had drifted") : null;
    }

    private static JsonObject ToJson<T>(T value)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var body = JsonNode.Parse(KubernetesJson.Serialize(value))!.AsObject();
        // Lists leave these out of their items, and no write can change them.
        body.Remove("apiVersion");
        body.Remove("kind");
        return body;
    }
}
