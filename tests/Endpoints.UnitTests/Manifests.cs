using System.Text.Json.Nodes;
using InferenceEndpoints.Entities;
using k8s;

namespace InferenceEndpoints.UnitTests;

/// <summary>Custom resources as JSON: a valid one of each kind, and the same with a merge patch over it.</summary>
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

    private const string ValidInstanceType =
        """
        {
          "apiVersion": "inferenceendpoints.dev/v1alpha1",
          "kind": "InstanceType",
          "metadata": {"name": "nvidia-a10g-x1"},
          "spec": {
            "instanceType": "nvidia-a10g",
            "instanceSize": "x1",
            "accelerator": "gpu",
            "numAccelerators": 1,
            "resources": {"cpu": "6", "memory": "30Gi", "nvidia.com/gpu": 1}
          }
        }
        """;

    private const string ValidEndpointKey =
        """
        {
          "apiVersion": "inferenceendpoints.dev/v1alpha1",
          "kind": "EndpointKey",
          "metadata": {"name": "search", "namespace": "team-a"},
          "spec": {
            "sha256": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "scopes": ["inference.endpoints.infer.write"]
          }
        }
        """;

    static Manifests() => EndpointsJsonContext.Register();

    /// <param name="patch">A JSON merge patch (RFC 7396).</param>
    public static InferenceEndpoint Endpoint(string patch = "{}") =>
        Endpoint(Merge(Json(), JsonNode.Parse(patch)!));

    public static InferenceEndpoint Endpoint(JsonNode json) => KubernetesJson.Deserialize<InferenceEndpoint>(json.ToJsonString());

    /// <param name="patch">A JSON merge patch.</param>
    public static InstanceType InstanceType(string patch = "{}") =>
        KubernetesJson.Deserialize<InstanceType>(Patched(nameof(Entities.InstanceType), patch).ToJsonString());

    /// <param name="patch">A JSON merge patch.</param>
    public static EndpointKey EndpointKey(string patch = "{}") =>
        KubernetesJson.Deserialize<EndpointKey>(Patched(nameof(Entities.EndpointKey), patch).ToJsonString());

    /// <param name="kind">Of the valid one that is changed.</param>
    /// <param name="patch">A JSON merge patch.</param>
    public static JsonNode Patched(string kind, string patch) => Merge(Json(kind), JsonNode.Parse(patch)!);

    /// <summary>The valid one of a kind, to be changed at will.</summary>
    public static JsonNode Json(string kind) => JsonNode.Parse(kind switch
    {
        nameof(Entities.InstanceType) => ValidInstanceType,
        nameof(Entities.EndpointKey) => ValidEndpointKey,
        _ => Valid,
    })!;

    /// <summary>The valid endpoint, to be changed at will.</summary>
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
