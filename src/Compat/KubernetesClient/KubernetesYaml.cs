using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace k8s;

/// <summary>Manifests: YAML on the outside, the JSON of <see cref="KubernetesJson"/> within.</summary>
public static class KubernetesYaml
{
    private static readonly SearchValues<char> DecimalCharacters = SearchValues.Create("0123456789+-.eE");

    /// <exception cref="JsonException">The document is not a <typeparamref name="TValue"/>.</exception>
    /// <exception cref="YamlException">The text is not YAML.</exception>
    public static TValue Deserialize<TValue>(string yaml) => KubernetesJson.Deserialize<TValue>(ToJson(Documents(yaml).Single())?.ToJsonString() ?? "null");

    /// <summary>Each document of a manifest as a JSON object. Empty documents are left out. (Ours: upstream needs a type for each kind.)</summary>
    public static IReadOnlyList<JsonObject> LoadAll(string yaml) => [.. Documents(yaml).Select(ToJson).OfType<JsonObject>()];

    /// <summary>Block style, in the order of the JSON, texts quoted where a reader would take them for something else.</summary>
    public static string Serialize(object value) => Serialize(JsonNode.Parse(KubernetesJson.Serialize(value))!);

    /// <inheritdoc cref="Serialize(object)"/>
    public static string Serialize(JsonNode json)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(writer, new EmitterSettings().WithBestWidth(int.MaxValue).WithIndentedSequences());
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(version: null, tags: null, isImplicit: true));
        Write(emitter, json);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return writer.ToString();
    }

    private static IEnumerable<YamlNode> Documents(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents.Select(document => document.RootNode);
    }

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, ToJson(child.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: var text } => Plain(text ?? ""),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value ?? ""),
        _ => throw new JsonException($"{node.GetType().Name} at line {node.Start.Line} has no meaning in a manifest."),
    };

    // The core schema of YAML 1.2, and true and false as kubectl reads them.
    private static JsonValue? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ when IsDecimal(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    private static bool IsDecimal(string text) => text.AsSpan().IndexOfAnyExcept(DecimalCharacters) < 0 && text.Any(char.IsAsciiDigit);

    private static void Write(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject mapping:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, mapping.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in mapping)
                {
                    WriteText(emitter, key);
                    Write(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, list.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list)
                {
                    Write(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                WriteText(emitter, value.GetValue<string>());
                break;
            default:
                emitter.Emit(new Scalar(node?.ToJsonString() ?? "null"));
                break;
        }
    }

    private static void WriteText(Emitter emitter, string text)
    {
        var style = text.Contains('\n') ? ScalarStyle.Literal : NeedsQuotes(text) ? ScalarStyle.DoubleQuoted : ScalarStyle.Any;
        emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true));
    }

    // YAML 1.1 readers, of which kubectl's is one, also take these words for booleans.
    private static bool NeedsQuotes(string text) =>
        Plain(text) is not JsonValue value || value.GetValueKind() != JsonValueKind.String
        || text is "yes" or "Yes" or "YES" or "no" or "No" or "NO" or "on" or "On" or "ON" or "off" or "Off" or "OFF" or "y" or "Y" or "n" or "N"
        || DateTime.TryParse(text, CultureInfo.InvariantCulture, out _);
}
