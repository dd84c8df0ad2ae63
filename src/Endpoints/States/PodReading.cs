namespace InferenceEndpoints.States;

/// <summary>What one pod of the current spec is up to.</summary>
internal abstract record PodReading
{
    private PodReading()
    {
    }

    public sealed record Ready : PodReading;

    /// <param name="Problem">The scheduler's words; null: it has not tried yet.</param>
    public sealed record Unplaced(PlacementProblem? Problem) : PodReading;

    /// <param name="Deadline">When it will have taken too long.</param>
    public sealed record Starting(StartupPhase Phase, DateTimeOffset Deadline) : PodReading;

    /// <param name="Until">When it counts as starting again if nothing else happens; null: never.</param>
    public sealed record Failing(ReplicaFailure Failure, DateTimeOffset? Until = null) : PodReading;
}
