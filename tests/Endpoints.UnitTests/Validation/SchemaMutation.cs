using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using InferenceEndpoints.UnitTests.Generated;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.Validation;

/// <summary>A manifest with one mistake, which the schema forbids.</summary>
/// <param name="Field">As errors name it.</param>
/// <param name="Mistake">In words.</param>
internal sealed record SchemaMutation(string Kind, string Field, string Mistake, JsonNode Manifest)
{
    private const long Many = 600;

    /// <summary>What a required field gets when its object is made only to hold a mistake beside it.</summary>
    private static readonly Dictionary<string, string> s_samples = new()
    {
        ["url"] = "a/b:1",
        ["modelPath"] = "model.gguf",
        ["secretName"] = "hf",
        ["key"] = "token",
        ["path"] = "/var/models",
        ["reference"] = "a/b:1",
    };

    public override string ToString() => $"{Kind} {Field} {Mistake}: {Manifest.ToJsonString()}";

    /// <summary>Any field of any kind, and any way to get it wrong.</summary>
    public static Arbitrary<SchemaMutation> Any()
    {
        var places = Schemas.All
            .Select(crd => crd.Spec!.Names!.Kind!)
            .SelectMany(kind => Schemas.Fields(kind).Where(IsMutable).Select(field => (Kind: kind, Field: field)))
            .ToArray();
        return (from place in Gen.Elements(places)
                from mistake in Mistakes(place.Field)
                select Of(place.Kind, place.Field, mistake.Name, mistake.Value)).ToArbitrary();
    }

    private static Gen<(string Name, JsonNode? Value)> Mistakes(SchemaField field)
    {
        var schema = field.Schema;
        var all = new List<Gen<(string, JsonNode?)>> { WrongType(schema) };
        if (field.Parent!.Schema.Required?.Contains(field.Name) is true)
        {
            all.Add(Gen.Constant<(string, JsonNode?)>(("left out", null)));
        }

        if (schema.Minimum is { } minimum)
        {
            all.Add(Gen.Choose(1, 1000).Select(by => ("below its minimum", (JsonNode?)(minimum - by))));
        }

        if (schema.Maximum is { } maximum and < int.MaxValue)
        {
            all.Add(Gen.Choose(1, 1000).Select(by => ("above its maximum", (JsonNode?)(maximum + by))));
        }

        if (schema is { Type: "string", EnumProperty: { } words })
        {
            all.Add(Texts().Where(text => !words.Select(word => $"{word}").Contains(text)).Select(text => ("none of its words", (JsonNode?)text)));
        }
        else if (schema is { Type: "string", Format: null, Pattern: { } pattern })
        {
            all.Add(Texts().Where(text => !Regex.IsMatch(text, $"{pattern[..^1]}\\z", RegexOptions.None, TimeSpan.FromSeconds(1)))
                .Select(text => ("not of its pattern", (JsonNode?)text)));
        }

        if (schema is { Type: "string", MaxLength: { } length and < Many })
        {
            all.Add(Gen.Constant<(string, JsonNode?)>(("too long", new string('a', (int)length + 1))));
        }

        if (schema is { Type: "array", MaxItems: { } items, Items: V1JSONSchemaProps { Type: "string" } })
        {
            all.Add(Gen.Choose(1, 9).Select(more => ("too many", (JsonNode?)new JsonArray([.. Numbered((int)items + more)]))));
        }

        return Gen.OneOf(all);
    }

    private static Gen<(string Name, JsonNode? Value)> WrongType(V1JSONSchemaProps schema)
    {
        Func<JsonNode>[] others = schema.Type switch
        {
            "string" => [() => 5, () => true, () => new JsonObject(), () => new JsonArray("a")],
            "integer" => [() => "5", () => 1.5, () => true, () => new JsonArray(5), () => 3_000_000_000],
            "number" => [() => "5", () => false, () => new JsonObject()],
            "boolean" => [() => "true", () => 1, () => new JsonArray()],
            "array" => [() => "a", () => new JsonObject { ["a"] = "b" }, () => 5],
            _ => [() => "a", () => 5, () => new JsonArray("a")],
        };
        return Gen.Elements(others).Select(other => ("of the wrong type", (JsonNode?)other()));
    }

    private static Gen<string> Texts() => Gen.OneOf(
        ArbMap.Default.GeneratorFor<NonEmptyString>().Select(text => text.Get),
        Gen.Elements("", " ", "a b", "-a", "A B", "a\n", "/../", "http://a", "\ud83d\ude00", "$(a)", "a;b"));

    private static IEnumerable<JsonNode> Numbered(int count) =>
        Enumerable.Range(0, count).Select(i => (JsonNode)string.Create(CultureInfo.InvariantCulture, $"a{i}"));

    private static SchemaMutation Of(string kind, SchemaField field, string mistake, JsonNode? value)
    {
        var manifest = Manifests.Json(kind);
        var place = Place(field.Parent!, manifest);
        if (mistake == "left out")
        {
            place.Remove(field.Name);
        }
        else
        {
            Set(place, field, value);
        }

        return new SchemaMutation(kind, field.Path, mistake, manifest);
    }

    /// <summary>The object that the field is in, made on the way where it is not there.</summary>
    private static JsonObject Place(SchemaField field, JsonNode manifest)
    {
        if (field.Parent is null)
        {
            return manifest.AsObject();
        }

        var parent = Place(field.Parent, manifest);
        if (parent[field.Name] is not JsonObject there)
        {
            there = new JsonObject((field.Schema.Required ?? [])
                .Where(s_samples.ContainsKey)
                .Select(name => KeyValuePair.Create(name, (JsonNode?)s_samples[name])));
            Set(parent, field, there);
        }

        return there;
    }

    private static void Set(JsonObject parent, SchemaField field, JsonNode? value)
    {
        if (field.Parent!.Schema is { MaxProperties: 1, AdditionalProperties: null })
        {
            parent.Clear(); // A union: the other member was no mistake.
        }

        parent[field.Name] = value;
    }

    private static bool IsMutable(SchemaField field) =>
        field.Path.StartsWith("spec", StringComparison.Ordinal)
        && !field.Path.Contains("[]", StringComparison.Ordinal)
        && field.Schema.XKubernetesIntOrString is not true;
}
