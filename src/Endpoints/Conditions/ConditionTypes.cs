namespace InferenceEndpoints.Conditions;

/// <summary>
/// The types that kstatus knows (<c>kubectl wait</c>, Flux, Argo CD). While <see cref="Reconciling"/> or <see cref="Stalled"/> is true, they count
/// before <see cref="Ready"/>.
/// </summary>
public static class ConditionTypes
{
    /// <summary>The endpoint is as its spec wants it and answers requests; asleep it does so after waking. Absent while it is paused.</summary>
    public const string Ready = "Ready";

    /// <summary>The operator or the cluster is at work on the current spec.</summary>
    public const string Reconciling = "Reconciling";

    /// <summary>The same as <see cref="Reconciling"/>, in the word that Deployments use.</summary>
    public const string Progressing = "Progressing";

    /// <summary>There is no progress, and waiting alone will hardly bring any.</summary>
    public const string Stalled = "Stalled";
}
