using k8s.Models;

namespace InferenceEndpoints.UnitTests.Conditions;

/// <summary>
/// The documented rules of kstatus (sigs.k8s.io/cli-utils), by which kubectl, Flux and Argo CD tell whether an object is as its spec wants it:
/// a generation that the status does not speak of yet is in progress; Stalled and Reconciling come before Ready; without Ready the object is
/// current.
/// </summary>
internal enum Kstatus
{
    InProgress,
    Failed,
    Current,
    Terminating,
}

internal static class KstatusRules
{
    public static Kstatus Compute(V1ObjectMeta metadata, long? observedGeneration, IReadOnlyList<V1Condition> conditions)
    {
        if (metadata.DeletionTimestamp is not null)
        {
            return Kstatus.Terminating;
        }

        if ((observedGeneration is not null && observedGeneration != metadata.Generation) || Has("Reconciling", "True"))
        {
            return Kstatus.InProgress;
        }

        if (Has("Stalled", "True"))
        {
            return Kstatus.Failed;
        }

        return Has("Ready", "False") || Has("Ready", "Unknown") ? Kstatus.InProgress : Kstatus.Current;

        bool Has(string type, string status) => conditions.Any(condition => condition.Type == type && condition.Status == status);
    }
}
