using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InferenceEndpoints.UnitTests.Generated;
using InferenceEndpoints.Validation;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.Validation;

/// <summary>
/// The bounds stand in the CRD and once more in the validator. Here each bound of the CRD is crossed and touched: the validator must say so in
/// the one case and nothing in the other.
/// </summary>
public sealed class SchemaAgreementTests
{
    private const string Kind = "InferenceEndpoint";

    // Values of required fields that come into being with the object around a field.
    private static readonly Dictionary<string, JsonNode> s_samples = new()
    {
        ["url"] = "a/b:1",
        ["modelPath"] = "model.gguf",
        ["secretName"] = "hf",
        ["key"] = "token",
        ["path"] = "/var/models",
        ["reference"] = "a/b:1",
        ["requestsPerMinute"] = 1,
        ["cron"] = "@daily",
        ["durationMinutes"] = 60,
    };

    // A text is as much of one of these, again and again, as it takes.
    private static readonly string[] s_texts = ["a", "1", "/a", $"{new string('a', 59)}."];

    private static readonly string[] s_unlikelyTexts = [" ", "a b", "-", "\u00e4", "\n", "a\n", "/", "a:b:"];

    public static TheoryData<string, string, string> Violations() => Cases(Crossed);

    public static TheoryData<string, string, string> Edges() => Cases(Touched);

    public static TheoryData<string> Required() =>
    [
        .. Schemas.Fields(Kind)
            .Where(IsOfSpec)
            .SelectMany(field => (field.Schema.Required ?? []).Select(name => $"{field.Path}.{name}")),
    ];

    [Theory]
    [MemberData(nameof(Violations))]
    public void What_the_schema_refuses_the_validator_refuses(string path, string bound, string value)
    {
        var errors = EndpointValidator.Validate(Manifests.Endpoint(WithValue(Field(path), JsonNode.Parse(value))));

        Assert.True(errors.Any(error => error.Field == First(path)), $"{path} {bound}: {value} passes: {string.Join("; ", errors)}");
    }

    [Theory]
    [MemberData(nameof(Edges))]
    public void What_the_schema_just_accepts_the_validator_accepts(string path, string bound, string value)
    {
        var errors = EndpointValidator.Validate(Manifests.Endpoint(WithValue(Field(path), JsonNode.Parse(value))));

        Assert.True(errors.All(error => error.Field != First(path)), $"{path} {bound}: {value} does not pass: {string.Join("; ", errors)}");
    }

    [Theory]
    [MemberData(nameof(Required))]
    public void What_the_schema_requires_the_validator_requires(string path)
    {
        var field = Field(path);
        var endpoint = WithValue(field, null);

        var errors = EndpointValidator.Validate(Manifests.Endpoint(endpoint));

        Assert.Contains(errors, error => error.Field.StartsWith(First(path), StringComparison.Ordinal));
    }

    [Fact]
    public void There_are_bounds_to_compare() => Assert.True(Violations().Count > 100 && Edges().Count > 100 && Required().Count > 10);

    private static TheoryData<string, string, string> Cases(Func<V1JSONSchemaProps, IEnumerable<(string Bound, JsonNode Value)>> values)
    {
        var cases = new TheoryData<string, string, string>();
        foreach (var field in Schemas.Fields(Kind).Where(IsOfSpec))
        {
            foreach (var (bound, value) in values(field.Schema))
            {
                cases.Add(field.Path, bound, value.ToJsonString());
            }
        }

        return cases;
    }

    private static IEnumerable<(string Bound, JsonNode Value)> Crossed(V1JSONSchemaProps schema)
    {
        if (schema.Minimum is { } minimum)
        {
            yield return ("minimum", schema.ExclusiveMinimum is true ? minimum : minimum - 1);
        }

        // A number that its type cannot hold is told when the object is read.
        if (schema.Maximum is { } maximum and < int.MaxValue)
        {
            yield return ("maximum", maximum + 1);
        }

        if (schema.EnumProperty is not null)
        {
            yield return ("enum", "no-such-word");
        }

        if (schema.Pattern is { } pattern)
        {
            foreach (var text in s_unlikelyTexts.Where(text => !Regex.IsMatch(text, Re2(pattern), RegexOptions.None, TimeSpan.FromSeconds(1))))
            {
                yield return ("pattern", text);
            }
        }

        if (schema.MinLength > 0)
        {
            yield return ("minLength", "");
        }

        if (schema.MaxLength is { } length)
        {
            yield return ("maxLength", Text(schema, length + 1));
        }

        if (schema.MinItems > 0)
        {
            yield return ("minItems", new JsonArray());
        }

        if (schema.MaxItems is { } items)
        {
            yield return ("maxItems", List(schema, items + 1));
        }

        if (schema is { MaxProperties: { } count, AdditionalProperties: not null })
        {
            yield return ("maxProperties", Map(schema, count + 1));
        }
    }

    private static IEnumerable<(string Bound, JsonNode Value)> Touched(V1JSONSchemaProps schema)
    {
        if (schema.Minimum is { } minimum)
        {
            yield return ("minimum", schema.ExclusiveMinimum is true ? minimum + 0.001 : minimum);
        }

        if (schema.Maximum is { } maximum)
        {
            yield return ("maximum", maximum);
        }

        foreach (var word in schema.EnumProperty ?? [])
        {
            yield return ("enum", word.ToString()!);
        }

        if (schema.MinLength is { } shortest and > 0)
        {
            yield return ("minLength", Text(schema, shortest));
        }

        if (schema.MaxLength is { } longest)
        {
            yield return ("maxLength", Text(schema, longest));
        }

        if (schema.MinItems is { } fewest)
        {
            yield return ("minItems", List(schema, fewest));
        }

        if (schema.MaxItems is { } most)
        {
            yield return ("maxItems", List(schema, most));
        }

        if (schema is { MaxProperties: { } count, AdditionalProperties: not null })
        {
            yield return ("maxProperties", Map(schema, count));
        }
    }

    /// <summary>A text of that length, at least, that the pattern accepts.</summary>
    private static string Text(V1JSONSchemaProps schema, long length) =>
        s_texts
            .Select(text => string.Concat(Enumerable.Repeat(text, (int)length))[..(int)Math.Max(text.Length, length)])
            .First(text => schema.Pattern is not { } pattern || Regex.IsMatch(text, Re2(pattern), RegexOptions.None, TimeSpan.FromSeconds(1)));

    private static JsonArray List(V1JSONSchemaProps schema, long count) => [.. Enumerable.Range(0, (int)count).Select(_ =>
        schema.Items is V1JSONSchemaProps { Type: "object" } item ? Sample(item) : (JsonNode)"a")];

    private static JsonObject Map(V1JSONSchemaProps schema, long count)
    {
        var isText = schema.AdditionalProperties is V1JSONSchemaProps { Type: "string" };
        return new(Enumerable.Range(0, (int)count).Select(i => KeyValuePair.Create(
            string.Create(CultureInfo.InvariantCulture, $"KEY_{i}"),
            isText ? (JsonNode?)"x" : new JsonObject { ["secretName"] = "hf", ["key"] = "token" })));
    }

    /// <summary>The valid endpoint with this field, in whatever objects it takes. A null takes the field away.</summary>
    private static JsonNode WithValue(SchemaField field, JsonNode? value)
    {
        var endpoint = Manifests.Json();
        endpoint["spec"]!["compute"]!["scaling"] = new JsonObject { ["minReplica"] = 0, ["maxReplica"] = 1000 };
        var place = Place(field.Parent!, endpoint);
        if (value is null)
        {
            place.Remove(field.Name);
        }
        else
        {
            place[field.Name] = value;
        }

        if (field.Path.StartsWith("spec.model.image.", StringComparison.Ordinal) && !field.Path.StartsWith("spec.model.image.tgi", StringComparison.Ordinal))
        {
            endpoint["spec"]!["model"]!["image"]!.AsObject().Remove("tgi");
        }

        return endpoint;
    }

    private static JsonObject Place(SchemaField field, JsonNode endpoint)
    {
        if (field.Parent is null)
        {
            return endpoint.AsObject();
        }

        var isItem = field.Name == "[]";
        var parent = Place(isItem ? field.Parent.Parent! : field.Parent, endpoint);
        if (!isItem && parent[field.Name] is JsonObject there)
        {
            return there;
        }

        var made = Sample(field.Schema);
        parent[isItem ? field.Parent.Name : field.Name] = isItem ? new JsonArray(made) : made;
        return made;
    }

    private static JsonObject Sample(V1JSONSchemaProps schema) =>
        new((schema.Required ?? []).Select(name => KeyValuePair.Create(name, (JsonNode?)s_samples[name].DeepClone())));

    /// <summary>As an error names it: by the first entry of a list.</summary>
    private static string First(string path) => path.Replace("[]", "[0]", StringComparison.Ordinal);

    private static SchemaField Field(string path) => Schemas.Fields(Kind).Single(field => field.Path == path);

    private static bool IsOfSpec(SchemaField field) => field.Path.StartsWith("spec", StringComparison.Ordinal) && !field.Path.EndsWith("[]", StringComparison.Ordinal);

    /// <summary>In the API server's RE2 <c>$</c> does not match before a final line feed.</summary>
    private static string Re2(string pattern) => pattern.EndsWith('$') ? pattern[..^1] + "\\z" : pattern;
}
