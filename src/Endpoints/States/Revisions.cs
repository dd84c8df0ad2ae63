using System.Globalization;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace InferenceEndpoints.States;

/// <summary>Tells pods of the current spec from pods of earlier ones, as the Deployment controller does.</summary>
internal static class Revisions
{
    public const string HashLabel = "pod-template-hash";
    private const string RevisionAnnotation = "deployment.kubernetes.io/revision";

    /// <summary>The ReplicaSet of the current pod template; null: it does not exist yet.</summary>
    public static V1ReplicaSet? Current(EndpointFacts facts)
    {
        if (facts.Deployment is not { } deployment || !facts.IsDeploymentCurrent)
        {
            return null;
        }

        var newest = facts.ReplicaSets.MaxBy(Revision);
        if (newest is null)
        {
            return null;
        }

        // A change that the Deployment controller has not seen yet may be no more than a number of replicas.
        var isSeen = deployment.Metadata.Generation is null || deployment.Status?.ObservedGeneration >= deployment.Metadata.Generation;
        return isSeen || HaveSameTemplate(deployment, newest) ? newest : null;
    }

    public static string? Hash(V1ObjectMeta? metadata) => metadata?.Labels?.TryGetValue(HashLabel, out var hash) is true ? hash : null;

    private static long Revision(V1ReplicaSet set) =>
        set.Metadata.Annotations?.TryGetValue(RevisionAnnotation, out var text) is true
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : 0;

    private static bool HaveSameTemplate(V1Deployment deployment, V1ReplicaSet set)
    {
        var ofSet = Json(set.Spec?.Template);
        (ofSet?["metadata"]?["labels"] as JsonObject)?.Remove(HashLabel);
        return JsonNode.DeepEquals(ofSet, Json(deployment.Spec?.Template));
    }

    private static JsonNode? Json(V1PodTemplateSpec? template) =>
        template is null ? null : JsonNode.Parse(KubernetesJson.Serialize(template));
}
