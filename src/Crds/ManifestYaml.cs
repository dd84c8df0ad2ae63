using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using k8s;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace InferenceEndpoints.Crds;

/// <summary>Writes objects as YAML that people can read and that every YAML 1.1 parser reads as it was meant.</summary>
public static partial class ManifestYaml
{
    private const int Width = 120;

    private static readonly string[] s_first = ["apiVersion", "kind", "metadata"];

    /// <param name="header">Lines of comment at the top, without <c>#</c>.</param>
    public static string Write(string header, params IReadOnlyList<object> documents)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        foreach (var line in header.Split('\n'))
        {
            writer.WriteLine($"# {line}");
        }

        var emitter = new Emitter(writer, new EmitterSettings(bestIndent: 2, bestWidth: Width, isCanonical: false, maxSimpleKeyLength: 256));
        emitter.Emit(new StreamStart());
        foreach (var document in documents)
        {
            emitter.Emit(new DocumentStart(version: null, tags: null, isImplicit: false));
            Write(emitter, InUsualOrder(JsonNode.Parse(KubernetesJson.Serialize(document))!.AsObject()));
            emitter.Emit(new DocumentEnd(isImplicit: true));
        }

        emitter.Emit(new StreamEnd());
        return writer.ToString();
    }

    /// <summary>What the object is comes first, whatever order its class has.</summary>
    private static JsonObject InUsualOrder(JsonObject document) =>
        new(document.OrderBy(field => Array.IndexOf(s_first, field.Key) is var place and >= 0 ? place : s_first.Length)
            .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())));

    private static void Write(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, map.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in map)
                {
                    emitter.Emit(Text(key));
                    Write(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, IsShort(list) ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list)
                {
                    Write(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                emitter.Emit(Text(value.GetValue<string>()));
                break;
            default:
                emitter.Emit(new Scalar(node?.ToJsonString() ?? "null"));
                break;
        }
    }

    private static Scalar Text(string text) =>
        new(AnchorName.Empty, TagName.Empty, text, NeedsQuotes(text) ? ScalarStyle.DoubleQuoted : ScalarStyle.Any, isPlainImplicit: true, isQuotedImplicit: true);

    /// <summary>What a YAML 1.1 parser takes for a boolean, a null, a number or a time when it is not in quotes.</summary>
    private static bool NeedsQuotes(string text) =>
        text.Length == 0
        || OtherThanText().IsMatch(text)
        || double.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out _);

    private static bool IsShort(JsonArray list) =>
        list.All(item => item is JsonValue) && list.Sum(item => item!.ToJsonString().Length + 2) < Width / 2;

    [GeneratedRegex(
        "^(~|null|true|false|yes|no|on|off|y|n|[-+]?[0-9].*|[-+]?\\.(inf|nan)|=|<<)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex OtherThanText();
}
