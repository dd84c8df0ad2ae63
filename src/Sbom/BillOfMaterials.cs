using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceEndpoints.Sbom;

/// <summary>
/// What published programs are made of, as CycloneDX: the packages of their <c>*.deps.json</c>. The runtime is the base image's, and whichever that
/// has. Without times and random numbers, so that the same programs give the same bytes.
/// </summary>
internal static class BillOfMaterials
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, NewLine = "\n" };

    public static string Of(string folder, string version)
    {
        var components = Packages(folder).DistinctBy(Url).OrderBy(Url, StringComparer.Ordinal);
        return new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = new JsonObject { ["component"] = Component("application", "inference-endpoints", version) },
            ["components"] = new JsonArray([.. components]),
        }.ToJsonString(s_indented);
    }

    private static IEnumerable<JsonObject> Packages(string folder) =>
        from file in Directory.EnumerateFiles(folder, "*.deps.json", SearchOption.AllDirectories)
        from library in JsonNode.Parse(File.ReadAllText(file))!["libraries"]!.AsObject()
        where library.Value!["type"]!.GetValue<string>() == "package"
        let name = library.Key.Split('/')
        select Package(name[0], name[1], library.Value["sha512"]?.GetValue<string>());

    /// <param name="name">Of the package.</param>
    /// <param name="version">Of the package.</param>
    /// <param name="integrity"><c>sha512-</c> and the hash in base 64.</param>
    private static JsonObject Package(string name, string version, string? integrity)
    {
        var component = Component("library", name, version);
        component["purl"] = $"pkg:nuget/{name}@{version}";
        if (integrity?.Split('-', 2) is [_, { Length: > 0 } hash])
        {
            component["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = Convert.ToHexStringLower(Convert.FromBase64String(hash)) });
        }

        return component;
    }

    private static JsonObject Component(string type, string name, string version) => new() { ["type"] = type, ["name"] = name, ["version"] = version };

    private static string Url(JsonObject component) => component["purl"]!.GetValue<string>();
}
