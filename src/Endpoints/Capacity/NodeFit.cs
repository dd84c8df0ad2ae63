using k8s.Models;

namespace InferenceEndpoints.Capacity;

/// <summary>
/// Whether a pod may run on a node, whatever the node has left: by its node selector and the node's taints, among which are those of nodes
/// that are cordoned or do not answer. Affinity, which only a template can ask for, is not looked at.
/// </summary>
internal static class NodeFit
{
    public static bool MayRun(V1PodSpec pod, V1Node node) =>
        (pod.NodeSelector ?? new Dictionary<string, string>()).All(wanted => HasLabel(node, wanted))
        && (node.Spec?.Taints ?? []).All(taint => !KeepsAway(taint) || (pod.Tolerations ?? []).Any(toleration => Tolerates(toleration, taint)));

    private static bool HasLabel(V1Node node, KeyValuePair<string, string> wanted) =>
        node.Metadata.Labels?.TryGetValue(wanted.Key, out var value) is true && value == wanted.Value;

    private static bool KeepsAway(V1Taint taint) => taint.Effect is "NoSchedule" or "NoExecute";

    // A toleration without a key is for all taints, one without an effect for all effects.
    private static bool Tolerates(V1Toleration toleration, V1Taint taint) =>
        (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == taint.Effect)
        && (string.IsNullOrEmpty(toleration.Key) || toleration.Key == taint.Key)
        && (toleration.OperatorProperty == "Exists" || (toleration.Value ?? "") == (taint.Value ?? ""));
}
