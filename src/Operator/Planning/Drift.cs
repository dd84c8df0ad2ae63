using System.Text.Json;

using InferenceEndpoints.Operator.Desired;

using k8s.Models;

namespace InferenceEndpoints.Operator.Planning;

/// <summary>
/// Whether a live object still holds everything that is desired of it. Fields that the API server defaulted or that others own are not
/// drift: only what is desired is looked at, as server-side apply would.
/// </summary>
/// <remarks>Each step returns the path below itself, empty for itself; it is put together on the way back, so no drift costs no string.</remarks>
internal static class Drift
{
    /// <summary>The path of the first field in which <paramref name="live"/> lacks or contradicts what is desired; null when there is none.</summary>
    public static string? Find(JsonElement desired, JsonElement live) => InObject(desired, live, isRoot: true);

    private static string? InObject(JsonElement desired, JsonElement live, bool isRoot = false)
    {
        foreach (var field in desired.EnumerateObject())
        {
            // What an object is called no write can change, and another version of it is the same object.
            if (isRoot && field.Name is ("apiVersion" or "kind"))
            {
                continue;
            }

            if (InField(field.Name, field.Value, Field(live, field.Name)) is { } below)
            {
                return below is "" or ['[', ..] ? $"{field.Name}{below}" : $"{field.Name}.{below}";
            }
        }

        return null;
    }

    private static string? InField(string field, JsonElement wanted, JsonElement? seen) => (wanted.ValueKind, seen?.ValueKind) switch
    {
        // The API server does not store what `omitempty` leaves out.
        (_, null or JsonValueKind.Null) => IsEmpty(wanted) ? null : "",
        (JsonValueKind.Object, JsonValueKind.Object) => InObject(wanted, seen.Value),
        (JsonValueKind.Array, JsonValueKind.Array) => InList(field, wanted, seen.Value),
        _ => JsonElement.DeepEquals(wanted, seen.Value) || IsSameQuantity(wanted, seen.Value) ? null : "",
    };

    private static string? InList(string field, JsonElement desired, JsonElement live)
    {
        var key = MergeKeys.Of(field, name => desired.EnumerateArray().All(element => Field(element, name) is not null));
        return key is null ? InAtomicList(desired, live) : InKeyedList(key, desired, live);
    }

    private static string? InAtomicList(JsonElement desired, JsonElement live)
    {
        if (desired.GetArrayLength() != live.GetArrayLength())
        {
            return "";
        }

        for (var index = 0; index < desired.GetArrayLength(); index++)
        {
            if (InField("", desired[index], live[index]) is { } below)
            {
                return Element($"{index}", below);
            }
        }

        return null;
    }

    private static string? InKeyedList(string key, JsonElement desired, JsonElement live)
    {
        foreach (var wanted in desired.EnumerateArray())
        {
            var name = wanted.GetProperty(key);
            JsonElement? seen = live.EnumerateArray().FirstOrDefault(element => Field(element, key) is { } other && JsonElement.DeepEquals(name, other));
            var below = seen is { ValueKind: JsonValueKind.Object } found ? InObject(wanted, found) : "";
            if (below is not null)
            {
                return Element(name.ToString(), below);
            }
        }

        return null;
    }

    private static string Element(string index, string below) => below is "" or ['[', ..] ? $"[{index}]{below}" : $"[{index}].{below}";

    private static JsonElement? Field(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var field) ? field : null;

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.String => value.ValueEquals(""),
        _ => false,
    };

    // The API server writes quantities in their canonical form: 1000m is read back as 1.
    private static bool IsSameQuantity(JsonElement wanted, JsonElement seen) =>
        wanted.ValueKind == JsonValueKind.String && seen.ValueKind == JsonValueKind.String
        && TryParse(wanted.GetString()!) is { } left && TryParse(seen.GetString()!) is { } right
        && left.Equals(right);

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
