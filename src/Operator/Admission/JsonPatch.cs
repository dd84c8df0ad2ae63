using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceEndpoints.Operator.Admission;

/// <summary>An operation of a JSON patch (RFC 6902), which is how a webhook answers what an object should be.</summary>
/// <param name="Op">What to do.</param>
/// <param name="Path">Where.</param>
/// <param name="Value">Null with "remove".</param>
internal sealed record PatchOperation(string Op, string Path, JsonNode? Value);

internal static class JsonPatch
{
    /// <summary>What is at a path; null: nothing.</summary>
    public static JsonElement? Find(JsonElement? root, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            root = Child(root, name);
        }

        return root;
    }

    /// <summary>The text at a path; null: there is none.</summary>
    public static string? Text(JsonElement? root, params ReadOnlySpan<string> path) =>
        Find(root, path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>Puts a text at a path, with all that is missing on the way there. Null: something else than an object is in the way.</summary>
    public static PatchOperation? Put(JsonElement root, string value, params ReadOnlySpan<string> path)
    {
        var at = 0;
        JsonElement? parent = root;
        while (at < path.Length - 1 && Child(parent, path[at]) is { } child)
        {
            (parent, at) = (child, at + 1);
        }

        if (parent is not { ValueKind: JsonValueKind.Object })
        {
            return null;
        }

        JsonNode node = value;
        for (var missing = path.Length - 1; missing > at; missing--)
        {
            node = new JsonObject { [path[missing]] = node };
        }

        return new PatchOperation("add", Pointer(path[..(at + 1)]), node);
    }

    public static PatchOperation Remove(params ReadOnlySpan<string> path) => new("remove", Pointer(path), null);

    private static JsonElement? Child(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } node && node.TryGetProperty(name, out var child) && child.ValueKind != JsonValueKind.Null ? child : null;

    private static string Pointer(ReadOnlySpan<string> path)
    {
        var pointer = "";
        foreach (var name in path)
        {
            pointer += "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        }

        return pointer;
    }
}
