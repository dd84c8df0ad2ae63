using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Diagnosis;

/// <summary>Do operator and gateway run? Chart and manifests label them alike.</summary>
internal static class ProcessCheck
{
    public const string Selector = "app.kubernetes.io/part-of=inference-endpoints";
    public const string Component = "app.kubernetes.io/component";
    public const string Operator = "operator";

    private static readonly (string Component, string WithoutIt)[] Parts =
    [
        (Operator, "endpoints stay as they are"),
        ("gateway", "endpoints cannot be called by their URLs"),
    ];

    public static IEnumerable<Finding> Judge(IReadOnlyCollection<V1Deployment> deployments) => Parts.SelectMany(part =>
    {
        var found = deployments.Where(deployment => deployment.Metadata.Labels?.TryGetValue(Component, out var value) == true && value == part.Component).ToArray();
        return found.Length == 0
            ? [Finding.Fail(part.Component, "no Deployment with its labels", $"without it {part.WithoutIt}: install the chart or deploy/base")]
            : found.Select(deployment => Judge(part.Component, deployment));
    });

    private static Finding Judge(string component, V1Deployment deployment)
    {
        var (ready, wanted) = (deployment.Status?.ReadyReplicas ?? 0, deployment.Spec?.Replicas ?? 1);
        var text = $"{deployment.Metadata.NamespaceProperty}/{deployment.Metadata.Name}: {ready} of {wanted} ready";
        var remedy = $"'kubectl -n {deployment.Metadata.NamespaceProperty} describe deployment {deployment.Metadata.Name}' says why";
        return (ready, wanted) switch
        {
            (0, _) => Finding.Fail(component, text, remedy),
            _ when ready < wanted => Finding.Warn(component, text, remedy),
            _ => Finding.Ok(component, text),
        };
    }
}
