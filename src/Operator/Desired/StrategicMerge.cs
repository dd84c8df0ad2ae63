using System.Text.Json.Nodes;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>
/// Kubernetes' strategic merge patch over a pod template: objects merge by field, <c>null</c> removes, keyed lists merge by their key,
/// other lists are replaced. The directives <c>$patch: delete | replace | merge</c> and <c>$retainKeys</c> are honoured.
/// </summary>
internal static class StrategicMerge
{
    private const string PatchDirective = "$patch";
    private const string RetainKeysDirective = "$retainKeys";

    /// <summary>The merged object. Neither argument is changed.</summary>
    public static JsonObject Apply(JsonObject original, JsonObject patch)
    {
        if (Directive(patch) is "replace")
        {
            return WithoutDirectives(patch);
        }

        var merged = (JsonObject)original.DeepClone();
        foreach (var (field, value) in patch)
        {
            if (field.StartsWith('$'))
            {
                continue;
            }

            if (value is null || value is JsonObject removal && Directive(removal) is "delete")
            {
                merged.Remove(field);
            }
            else
            {
                merged[field] = Merge(field, merged[field], value);
            }
        }

        RetainKeys(merged, patch);
        return merged;
    }

    private static JsonNode Merge(string field, JsonNode? original, JsonNode patch) => (original, patch) switch
    {
        (JsonObject live, JsonObject change) => Apply(live, change),
        (_, JsonObject change) => Apply([], change),
        (JsonArray live, JsonArray change) => MergeList(field, live, change),
        (_, JsonArray change) => MergeList(field, [], change),
        _ => patch.DeepClone(),
    };

    private static JsonArray MergeList(string field, JsonArray original, JsonArray patch)
    {
        var key = MergeKeys.Of(field, name => Elements(patch).Concat(Elements(original)).Any(element => element.ContainsKey(name)));
        if (key is null)
        {
            return (JsonArray)patch.DeepClone();
        }

        // An element that holds nothing but `$patch: replace` asks for the whole list to be replaced by the others.
        var replacesAll = Elements(patch).Any(element => element.Count == 1 && Directive(element) is "replace");
        var merged = replacesAll ? [] : (JsonArray)original.DeepClone();
        foreach (var change in Elements(patch).Where(element => element.ContainsKey(key)))
        {
            MergeElement(merged, key, change);
        }

        return merged;
    }

    private static void MergeElement(JsonArray merged, string key, JsonObject change)
    {
        var index = IndexOf(merged, key, change[key]);
        if (Directive(change) is "delete")
        {
            if (index >= 0)
            {
                merged.RemoveAt(index);
            }
        }
        else if (index >= 0)
        {
            merged[index] = Apply((JsonObject)merged[index]!, change);
        }
        else
        {
            merged.Add((JsonNode)Apply([], change));
        }
    }

    private static int IndexOf(JsonArray list, string key, JsonNode? value)
    {
        for (var index = 0; index < list.Count; index++)
        {
            if (list[index] is JsonObject element && JsonNode.DeepEquals(element[key], value))
            {
                return index;
            }
        }

        return -1;
    }

    private static void RetainKeys(JsonObject merged, JsonObject patch)
    {
        if (patch[RetainKeysDirective] is not JsonArray retained)
        {
            return;
        }

        var kept = retained.Select(key => key?.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        foreach (var field in merged.Select(property => property.Key).Where(field => !kept.Contains(field)).ToArray())
        {
            merged.Remove(field);
        }
    }

    private static JsonObject WithoutDirectives(JsonObject patch) => Apply([], new JsonObject(patch
        .Where(property => !property.Key.StartsWith('$'))
        .Select(property => KeyValuePair.Create(property.Key, property.Value?.DeepClone()))));

    private static string? Directive(JsonObject node) =>
        node[PatchDirective] is JsonValue value && value.TryGetValue<string>(out var directive) ? directive : null;

    private static IEnumerable<JsonObject> Elements(JsonArray list) => list.OfType<JsonObject>();
}
