using System.Text.Json.Nodes;

namespace InferenceEndpoints.KubectlIep.Lifecycle;

/// <summary>JSON merge patches that change one thing of an endpoint, and nothing that others may change meanwhile.</summary>
internal static class EndpointPatch
{
    public static JsonObject Annotation(string name, string value) =>
        new() { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [name] = value } } };

    public static JsonObject Paused(bool isPaused) => new() { ["spec"] = new JsonObject { ["paused"] = isPaused } };

    /// <summary>A bound that is null stays as it is.</summary>
    public static JsonObject Scaling(int? minReplica, int? maxReplica)
    {
        var scaling = new JsonObject();
        if (minReplica is { } min)
        {
            scaling["minReplica"] = min;
        }

        if (maxReplica is { } max)
        {
            scaling["maxReplica"] = max;
        }

        return new JsonObject { ["spec"] = new JsonObject { ["compute"] = new JsonObject { ["scaling"] = scaling } } };
    }
}
