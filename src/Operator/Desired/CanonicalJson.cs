using System.Text.Json.Nodes;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>
/// JSON whose objects have their fields in ordinal order: equal values give equal text. The API server and maps keep no order, so only
/// this form may be hashed.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>40 bits in hexadecimal: enough to tell apart the revisions of one endpoint.</summary>
    public static string ShortHash(JsonNode value) => Names.ShortHash(Sorted(value)!.ToJsonString());

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map
            .OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => KeyValuePair.Create(field.Key, Sorted(field.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
