using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InferenceEndpoints.Entities;
using k8s;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.Generated;

/// <summary>What the API server demands of a structural schema, and what readers and cluster administrators may expect of ours.</summary>
public sealed class StructuralSchemaTests
{
    public static TheoryData<string> Kinds() => [.. Schemas.All.Select(crd => crd.Spec!.Names!.Kind!)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_field_has_a_type(string kind) =>
        AssertNone(kind, field => field.Schema.Type is null && field.Schema.XKubernetesPreserveUnknownFields is not true && field.Schema.XKubernetesIntOrString is not true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_description_is_made_of_sentences(string kind) =>
        AssertNone(kind, field => field.Schema.Description is { } text && (text != text.Trim() || !text.EndsWith('.') || text.Contains("  ", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_list_says_what_it_holds_and_how_it_is_merged(string kind) =>
        AssertNone(kind, field => field.Schema.Type == "array" && (field.Schema.Items is null || field.Schema.XKubernetesListType is null));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_users_write_is_bounded(string kind) =>
        AssertNone(kind, field => IsOfSpec(field) && field.Schema switch
        {
            { EnumProperty: not null } or { Format: "date-time" } => false,
            { Type: "array" } => field.Schema.MaxItems is null,
            { AdditionalProperties: not null } => field.Schema.MaxProperties is null,
            { Type: "integer" } => field.Schema.Minimum is null,
            _ => false,
        });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_required_field_exists_and_has_no_default(string kind) =>
        AssertNone(kind, field => (field.Schema.Required ?? []).Any(name =>
            field.Schema.Properties?.TryGetValue(name, out var schema) is not true || schema.DefaultProperty is not null));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_default_is_within_the_bounds_of_its_field(string kind) =>
        AssertNone(kind, field => field.Schema.DefaultProperty is { } value && !Accepts(field.Schema, value));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_words_of_an_enum_are_distinct_and_fit_its_type(string kind) =>
        AssertNone(kind, field => field.Schema.EnumProperty is { } words
            && (field.Schema.Type != "string" || words.Count == 0 || words.Select(word => $"{word}").Distinct().Count() != words.Count));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Patterns_are_anchored_and_read_alike_by_RE2_and_dotNET(string kind) =>
        AssertNone(kind, field => field.Schema.Pattern is { } pattern
            && (!pattern.StartsWith('^') || !pattern.EndsWith('$') || pattern.Contains("(?", StringComparison.Ordinal) || Regex.IsMatch(pattern, @"\\[dwsDWSbB0-9]", RegexOptions.None, TimeSpan.FromSeconds(1))));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_rule_has_a_text_and_a_message_that_speaks_of_the_remedy(string kind) =>
        AssertNone(kind, field => (field.Schema.XKubernetesValidations ?? []).Any(rule =>
            string.IsNullOrWhiteSpace(rule.Rule) || !rule.Rule.Contains("self", StringComparison.Ordinal) || rule.Message is not { Length: > 20 }));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_name_in_a_rule_is_a_field(string kind) =>
        AssertNone(kind, field => (field.Schema.XKubernetesValidations ?? []).Any(rule =>
            Regex.Matches(rule.Rule!, @"self(?<path>(\.[a-z][A-Za-z]*)+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
                .Select(match => match.Groups["path"].Value.Split('.')[1..].TakeWhile(name => name is not ("exists" or "matches" or "all")))
                .Any(path => !path.SequenceEqual(["metadata", "name"]) && Follow(field.Schema, path) is null)));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_printer_column_shows_a_field(string kind)
    {
        var version = Schemas.All.Single(crd => crd.Spec!.Names!.Kind == kind).Spec!.Versions!.Single();

        Assert.All(version.AdditionalPrinterColumns!, column =>
        {
            Assert.NotEmpty(column.Description!);
            var path = column.JsonPath!.Split('.')[1..];
            Assert.True(
                path[0] == "metadata" || Follow(version.Schema!.OpenAPIV3Schema!, path) is not null, $"{column.Name} shows {column.JsonPath}, which does not exist.");
        });
    }

    [Theory]
    [InlineData("InferenceEndpoint", "STATE,READY,MODEL,INSTANCE,URL,AGE", "MESSAGE")]
    [InlineData("InstanceType", "TYPE,SIZE,ACCELERATOR,COUNT,CPU,MEMORY,PRICE", "ARCHITECTURE")]
    [InlineData("EndpointKey", "OWNER,DESCRIPTION,EXPIRES,AGE", "")]
    public void Kubectl_shows_these_columns(string kind, string columns, string wide)
    {
        var all = Schemas.All.Single(crd => crd.Spec!.Names!.Kind == kind).Spec!.Versions!.Single().AdditionalPrinterColumns!;

        Assert.Equal(columns, string.Join(',', all.Where(column => column.Priority is null or 0).Select(column => column.Name)));
        Assert.Equal(wide, string.Join(',', all.Where(column => column.Priority > 0).Select(column => column.Name)));
    }

    /// <summary>The API server writes its defaults into the object; a part that builds objects itself must come to the same.</summary>
    [Fact]
    public void Defaults_in_the_schema_are_the_defaults_in_the_code()
    {
        EndpointsJsonContext.Register();
        var json = new JsonObject
        {
            ["spec"] = new JsonObject { ["coldStart"] = new JsonObject(), ["rollout"] = new JsonObject(), ["balancing"] = new JsonObject() },
        };
        var endpoint = JsonNode.Parse(KubernetesJson.Serialize(KubernetesJson.Deserialize<InferenceEndpoint>(json.ToJsonString())))!;
        var defaults = Schemas.Fields("InferenceEndpoint").Where(field => field.Schema.DefaultProperty is not null).ToList();

        Assert.True(defaults.Count >= 8);
        Assert.All(defaults, field => Assert.Equal(
            JsonSerializer.SerializeToNode(field.Schema.DefaultProperty)!.ToJsonString(),
            field.Path.Split('.').Aggregate((JsonNode?)endpoint, (node, name) => node?[name])?.ToJsonString()));
    }

    /// <summary>An unknown field is pruned without a word by the API server.</summary>
    [Fact]
    public void Samples_and_catalogue_have_no_unknown_field()
    {
        EndpointsJsonContext.Register();
        var documents = Directory.GetFiles(Repository.File("deploy/samples"), "*.yaml")
            .Append(Repository.File("deploy/catalogue/instance-types.yaml"))
            .SelectMany(file => File.ReadAllText(file).Split("\n---\n"))
            .Where(text => text.Contains("apiVersion:", StringComparison.Ordinal))
            .Select(text => JsonObject.Create(KubernetesYaml.Deserialize<JsonElement>(text))!)
            .ToList();

        Assert.True(documents.Count > 30);
        Assert.Empty(documents.SelectMany(document => Unknown(Schemas.Of(document["kind"]!.GetValue<string>()), document["spec"], ["spec"])));
    }

    private static IEnumerable<string> Unknown(V1JSONSchemaProps root, JsonNode? node, string[] path)
    {
        var schema = Follow(root, path);
        if (schema is null)
        {
            return [string.Join('.', path)];
        }

        return node is JsonObject map && schema.XKubernetesPreserveUnknownFields is not true
            ? map.SelectMany(field => Unknown(root, field.Value, [.. path, field.Key]))
            : [];
    }

    private static V1JSONSchemaProps? Follow(V1JSONSchemaProps schema, IEnumerable<string> path) =>
        path.Aggregate<string, V1JSONSchemaProps?>(schema, (at, name) =>
            at?.Properties?.TryGetValue(name, out var child) is true ? child : at?.AdditionalProperties as V1JSONSchemaProps);

    private static bool Accepts(V1JSONSchemaProps schema, object value) => schema.Type switch
    {
        "boolean" => $"{value}" is "True" or "False" or "true" or "false",
        "integer" or "number" => double.TryParse($"{value}", CultureInfo.InvariantCulture, out var number)
            && number >= (schema.Minimum ?? double.MinValue)
            && number <= (schema.Maximum ?? double.MaxValue),
        "string" => $"{value}" is var text
            && text.Length >= (schema.MinLength ?? 0)
            && text.Length <= (schema.MaxLength ?? long.MaxValue)
            && (schema.Pattern is not { } pattern || Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)))
            && (schema.EnumProperty is not { } words || words.Any(word => $"{word}" == text)),
        _ => false,
    };

    private static bool IsOfSpec(SchemaField field) => field.Path.StartsWith("spec", StringComparison.Ordinal);

    private static void AssertNone(string kind, Func<SchemaField, bool> isWrong) =>
        Assert.Empty(Schemas.Fields(kind).Where(field => !IsKubernetesOwn(field) && isWrong(field)).Select(field => $"{kind}: {field.Path}"));

    /// <summary>Below conditions and tolerations Kubernetes' own types begin.</summary>
    private static bool IsKubernetesOwn(SchemaField field) =>
        field.Parent is { } parent && (parent.Name is "conditions" or "tolerations" || IsKubernetesOwn(parent));
}
