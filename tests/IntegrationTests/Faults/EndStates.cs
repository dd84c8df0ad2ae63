using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IntegrationTests.Operator;

namespace IntegrationTests.Faults;

/// <summary>What became of each endpoint: itself and all that belongs to it as text, without what differs from run to run.</summary>
internal static partial class EndStates
{
    private const string Kinds = "inferenceendpoints,deployments,services,controllerrevisions,persistentvolumeclaims,horizontalpodautoscalers,poddisruptionbudgets";

    /// <summary>In the order of the endpoints' names.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(OperatorUnderTest product)
    {
        var list = JsonNode.Parse(await product.KubectlAsync("-n", product.Namespace, "get", Kinds, "-o", "json"))!;
        return
        [
            .. list["items"]!.AsArray()
                .GroupBy(item => Endpoint(item!), item => Text(item!, product.Namespace), StringComparer.Ordinal)
                .OrderBy(texts => texts.Key, StringComparer.Ordinal)
                .Select(texts => string.Join('\n', texts.Order(StringComparer.Ordinal))),
        ];
    }

    private static string Endpoint(JsonNode item) =>
        item["metadata"]!["labels"]?["app.kubernetes.io/instance"]?.GetValue<string>() ?? item["metadata"]!["name"]!.GetValue<string>();

    // The generation stays: it counts the writes that changed something.
    private static string Text(JsonNode item, string ns)
    {
        var metadata = item["metadata"]!.AsObject();
        foreach (var field in new[] { "uid", "resourceVersion", "creationTimestamp", "managedFields", "selfLink" })
        {
            metadata.Remove(field);
        }

        foreach (var owner in metadata["ownerReferences"]?.AsArray() ?? [])
        {
            owner!.AsObject().Remove("uid");
        }

        (item["spec"] as JsonObject)?.Remove("clusterIP");
        (item["spec"] as JsonObject)?.Remove("clusterIPs");
        var text = item.ToJsonString().Replace(Endpoint(item), "ENDPOINT", StringComparison.Ordinal).Replace($"\"{ns}\"", "\"NAMESPACE\"", StringComparison.Ordinal);
        return OfOneRun().Replace(text, "");
    }

    // Times, what tells URLs of endpoints with the same name apart, and the hashes of what holds a name.
    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z|(?<=[-\"])[0-9a-f]{8,10}(?=[.\"])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OfOneRun();
}
