using InferenceEndpoints.Entities;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Diagnosis;

/// <summary>What the verbs of this plugin need, and whether you may.</summary>
internal static class RightsCheck
{
    private const string Subject = "your rights";

    public static IReadOnlyList<V1ResourceAttributes> Needed(string ns) =>
    [
        Right(ns, ApiGroup.Name, InferenceEndpoint.KubePluralName, "list"),
        Right(ns, ApiGroup.Name, InferenceEndpoint.KubePluralName, "patch"),
        Right(ns, ApiGroup.Name, InferenceEndpoint.KubePluralName, InvokeRight.Verb, InvokeRight.Subresource),
        Right(ns, ApiGroup.Name, EndpointKey.KubePluralName, "create"),
        Right(ns, ApiGroup.Name, EndpointKey.KubePluralName, "delete"),
        Right(ns, "", V1Pod.KubePluralName, "list"),
        Right(ns, "", V1Pod.KubePluralName, "get", "log"),
        Right(ns, "", Corev1Event.KubePluralName, "list"),
    ];

    public static Finding Judge(string ns, IReadOnlyCollection<(V1ResourceAttributes Right, bool IsAllowed)> answers)
    {
        var missing = answers.Where(answer => !answer.IsAllowed).Select(answer => Text(answer.Right)).ToArray();
        return missing.Length == 0
            ? Finding.Ok(Subject, $"all that the plugin needs in namespace {ns}")
            : Finding.Warn(Subject, $"in namespace {ns} you may not {string.Join(", ", missing)}", "ask for a role such as 'edit' there");
    }

    private static string Text(V1ResourceAttributes right) =>
        $"{right.Verb} {right.Resource}{(right.Subresource is null ? "" : $"/{right.Subresource}")}";

    private static V1ResourceAttributes Right(string ns, string group, string resource, string verb, string? subresource = null) =>
        new() { NamespaceProperty = ns, Group = group, Resource = resource, Verb = verb, Subresource = subresource };
}
