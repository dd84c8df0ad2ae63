using System.Text.Json.Nodes;

using InferenceEndpoints.Operator.Desired;

using k8s.Models;

namespace InferenceEndpoints.Operator.Planning;

/// <summary>
/// Whether a live object still holds everything that is desired of it. Fields that the API server defaulted or that others own are not
/// drift: only what is desired is looked at, as server-side apply would.
/// </summary>
internal static class Drift
{
    /// <summary>The path of the first field in which <paramref name="live"/> lacks or contradicts what is desired; null when there is none.</summary>
    public static string? Find(JsonObject desired, JsonObject live) => InObject(desired, live, path: "");

    private static string? InObject(JsonObject desired, JsonObject live, string path)
    {
        foreach (var (field, wanted) in desired)
        {
            if (InField(field, wanted, live[field], path.Length == 0 ? field : $"{path}.{field}") is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static string? InField(string field, JsonNode? wanted, JsonNode? seen, string path) => (wanted, seen) switch
    {
        // The API server does not store what `omitempty` leaves out.
        (_, null) => IsEmpty(wanted) ? null : path,
        (JsonObject left, JsonObject right) => InObject(left, right, path),
        (JsonArray left, JsonArray right) => InList(field, left, right, path),
        _ => JsonNode.DeepEquals(wanted, seen) || IsSameQuantity(wanted, seen) ? null : path,
    };

    private static string? InList(string field, JsonArray desired, JsonArray live, string path)
    {
        var key = MergeKeys.Of(field, name => desired.All(element => element is JsonObject item && item.ContainsKey(name)));
        return key is null ? InAtomicList(desired, live, path) : InKeyedList(key, desired, live, path);
    }

    private static string? InAtomicList(JsonArray desired, JsonArray live, string path)
    {
        if (desired.Count != live.Count)
        {
            return path;
        }

        for (var index = 0; index < desired.Count; index++)
        {
            if (InField("", desired[index], live[index], $"{path}[{index}]") is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static string? InKeyedList(string key, JsonArray desired, JsonArray live, string path)
    {
        foreach (var wanted in desired.OfType<JsonObject>())
        {
            var seen = live.OfType<JsonObject>().FirstOrDefault(element => JsonNode.DeepEquals(element[key], wanted[key]));
            var elementPath = $"{path}[{wanted[key]}]";
            if (seen is null)
            {
                return elementPath;
            }

            if (InObject(wanted, seen, elementPath) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static bool IsEmpty(JsonNode? node) => node switch
    {
        null => true,
        JsonArray list => list.Count == 0,
        JsonValue value => value.TryGetValue<string>(out var text) && text.Length == 0,
        _ => false,
    };

    // The API server writes quantities in their canonical form: 1000m is read back as 1.
    private static bool IsSameQuantity(JsonNode? wanted, JsonNode? seen) =>
        wanted is JsonValue left && seen is JsonValue right
        && left.TryGetValue<string>(out var leftText) && right.TryGetValue<string>(out var rightText)
        && TryParse(leftText) is { } leftQuantity && TryParse(rightText) is { } rightQuantity
        && leftQuantity.Equals(rightQuantity);

    private static ResourceQuantity? TryParse(string text)
    {
        if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || text[0] is '.' or '-' or '+'))
        {
            return null;
        }

        try
        {
            return new ResourceQuantity(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
