using System.Text.Json;

namespace KubeOps.Transpiler;

/// <summary>Values for the parts of a schema that may be any JSON.</summary>
internal static class JsonValues
{
    public static readonly JsonElement EmptyObject = Parse("{}");

    /// <param name="isJson">The text is JSON and stands for the value it denotes.</param>
    public static object Of(object value, bool isJson) => isJson ? Parse((string)value) : value;

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
