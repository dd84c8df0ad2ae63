using System.Text.Json.Nodes;
using InferenceEndpoints.Entities;
using k8s;

namespace InferenceEndpoints.UnitTests;

/// <summary>Endpoints as JSON: a valid one, and the same with a merge patch over it.</summary>
internal static class Manifests
{
    private const string Valid =
        """
        {
          "apiVersion": "inferenceendpoints.dev/v1alpha1",
          "kind": "InferenceEndpoint",
          "metadata": {"name": "gemma", "namespace": "team-a", "uid": "1", "generation": 3},
          "spec": {
            "model": {"repository": "google/gemma-1.1-2b-it", "image": {"tgi": {}}},
            "compute": {"instanceType": "nvidia-a10g"}
          }
        }
        """;

    static Manifests() => EndpointsJsonContext.Register();

    /// <param name="patch">A JSON merge patch (RFC 7396).</param>
    public static InferenceEndpoint Endpoint(string patch = "{}") =>
        Endpoint(Merge(Json(), JsonNode.Parse(patch)!));

    public static InferenceEndpoint Endpoint(JsonNode json) => KubernetesJson.Deserialize<InferenceEndpoint>(json.ToJsonString());

    /// <summary>The valid one, to be changed at will.</summary>
    public static JsonNode Json() => JsonNode.Parse(Valid)!;

    private static JsonNode Merge(JsonNode target, JsonNode patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch.DeepClone();
        }

        var merged = target as JsonObject ?? [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                merged.Remove(name);
            }
            else
            {
                var before = merged[name];
                merged.Remove(name);
                merged[name] = Merge(before ?? new JsonObject(), value);
            }
        }

        return merged;
    }
}
