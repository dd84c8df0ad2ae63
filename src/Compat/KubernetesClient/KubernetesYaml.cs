using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace k8s;

/// <summary>Manifests: YAML on the outside, the JSON of <see cref="KubernetesJson"/> within.</summary>
public static class KubernetesYaml
{
    private static readonly SearchValues<char> DecimalCharacters = SearchValues.Create("0123456789+-.eE");
    private static readonly SearchValues<char> OctalDigits = SearchValues.Create("01234567");

    /// <exception cref="JsonException">The text is not one document, or not a <typeparamref name="TValue"/>.</exception>
    /// <exception cref="YamlException">The text is not YAML.</exception>
    public static TValue Deserialize<TValue>(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents is [var document]
            ? KubernetesJson.Deserialize<TValue>(ToJson(document.RootNode)?.ToJsonString() ?? "null")
            : throw new JsonException($"One document is expected, not {stream.Documents.Count}.");
    }

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(child => KeyValuePair.Create(KeyOf(child.Key), ToJson(child.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: var text } => Plain(text ?? ""),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value ?? ""),
        _ => throw Meaningless(node),
    };

    private static string KeyOf(YamlNode node) => node is YamlScalarNode { Value: { } key } ? key : throw Meaningless(node);

    private static JsonException Meaningless(YamlNode node) => new($"{node.NodeType} at line {node.Start.Line} has no meaning in a manifest.");

    // The core schema of YAML 1.2, and octal as kubectl reads it: file modes are written so.
    private static JsonValue? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        ['0', .. var digits] when IsOctal(digits) => JsonValue.Create(Convert.ToInt32(digits, 8)),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ when IsDecimal(text, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    private static bool IsOctal(string digits) => digits.Length is > 0 and < 10 && digits.AsSpan().IndexOfAnyExcept(OctalDigits) < 0;

    private static bool IsDecimal(string text, out double number)
    {
        number = 0;
        return text.AsSpan().IndexOfAnyExcept(DecimalCharacters) < 0
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            && double.IsFinite(number);
    }
}
