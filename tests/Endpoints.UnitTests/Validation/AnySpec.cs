using System.Globalization;
using System.Text.Json.Nodes;
using InferenceEndpoints.UnitTests.Generated;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.Validation;

/// <summary>Specs whose fields have the right types and any value at all; from a seed, so that a failure can be shown as one number.</summary>
internal sealed class AnySpec(int seed)
{
    private static readonly string[] s_templateFields =
        ["metadata", "spec", "labels", "annotations", "containers", "initContainers", "name", "image", "restartPolicy", "$patch", ""];

    private readonly Random _random = new(seed);

    public JsonNode Endpoint() => new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = Text() },
        ["spec"] = Rarely() ? null : Value(Schemas.Of("InferenceEndpoint").Properties!["spec"]),
    };

    private JsonNode? Value(V1JSONSchemaProps schema) => schema switch
    {
        { XKubernetesPreserveUnknownFields: true } => Template(),
        { Type: "boolean" } => _random.Next(2) == 0,
        { Type: "integer" } => OneOf(0, 1, -1, 80, 65_535, 65_536, int.MaxValue, int.MinValue),
        { Type: "number" } => OneOf(0, 1.5, -1, 1e300, double.Epsilon, -0.0),
        _ when Rarely() => null,
        { Type: "string", EnumProperty: { } words } when !Rarely() => words[_random.Next(words.Count)].ToString(),
        { Type: "string" } => Text(),
        { Type: "array", Items: V1JSONSchemaProps item } => new JsonArray([.. Enumerable.Range(0, Count()).Select(_ => Value(item))]),
        { AdditionalProperties: V1JSONSchemaProps value } => Map(Count(), () => Value(value)),
        _ => new JsonObject(schema.Properties!.Where(_ => _random.Next(3) > 0).Select(property => KeyValuePair.Create(property.Key, Value(property.Value)))),
    };

    /// <summary>Something like a pod template, in which everything can be anything.</summary>
    private JsonNode? Template(int depth = 0) => _random.Next(depth > 5 ? 4 : 8) switch
    {
        0 => null,
        1 => OneOf(0, 1.5, -1),
        2 => _random.Next(2) == 0,
        3 => Text(),
        4 => new JsonArray([.. Enumerable.Range(0, Count()).Select(_ => Template(depth + 1))]),
        _ => new JsonObject(s_templateFields
            .Where(_ => _random.Next(2) == 0)
            .Select(name => KeyValuePair.Create(name, Template(depth + 1)))),
    };

    private JsonObject Map(int count, Func<JsonNode?> value) =>
        new(Enumerable.Range(0, count).Select(i => KeyValuePair.Create(Rarely() ? $"{i}{Text()}" : OneOf("HF_TOKEN", "PORT", "A") + Number(i), value())));

    private int Count() => Rarely() ? _random.Next(140) : _random.Next(3);

    private string Text() => OneOf(
        "", " ", "x1", "google/gemma", "/health", "/a/../b", "..", "a\n", "\0", "\ud83d\ude00", "50Gi", "1e99999", "a/b:1@sha256:00", new string('a', 600), "hf_secret",
        "gemma", "http://x", "a/b/c", "-", "é", "*.safetensors", "[", "(", "\\", "$(x)");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private bool Rarely() => _random.Next(8) == 0;

    private T OneOf<T>(params ReadOnlySpan<T> values) => values[_random.Next(values.Length)];
}
