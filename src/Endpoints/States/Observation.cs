namespace InferenceEndpoints.States;

/// <summary>Everything that the state depends on, as plain facts. Values out of it alone decide; there is no clock behind them.</summary>
public sealed record Observation
{
    public bool IsPaused { get; init; }

    public bool IsAsleep { get; init; }

    /// <summary>What keeps the current spec from being rolled out at all; null: nothing does.</summary>
    public Blocker? Blocker { get; init; }

    /// <summary>Replicas that there should be.</summary>
    public int TargetReplicas { get; init; }

    /// <summary>Ready replicas of the current spec. Replicas that are being deleted never count.</summary>
    public int ReadyReplicas { get; init; }

    /// <summary>Ready replicas of earlier specs.</summary>
    public int ReadyOldReplicas { get; init; }

    /// <summary>Replicas of the current spec on a node, not ready and with nothing wrong so far.</summary>
    public int StartingReplicas { get; init; }

    /// <summary>Replicas of the current spec on a node, whatever they do there.</summary>
    public int PlacedReplicas { get; init; }

    /// <summary>The current spec has not replaced the earlier one everywhere.</summary>
    public bool IsRollingOut { get; init; }

    /// <summary>What is wrong with replicas of the current spec; of several the most telling.</summary>
    public ReplicaFailure? Failure { get; init; }

    /// <summary>How far the furthest starting replica is; null: none is starting.</summary>
    public StartupPhase? Phase { get; init; }

    /// <summary>How much of the model the furthest replica has; null: unknown.</summary>
    public DownloadProgress? Download { get; init; }

    /// <summary>Why replicas of the current spec are not placed, in the words of the scheduler or of the API server.</summary>
    public PlacementProblem? PlacementProblem { get; init; }

    /// <summary>The message that the status has; the cause of a failure is sometimes only to be had for a moment.</summary>
    public string? PreviousMessage { get; init; }

    /// <summary>When the same objects would say something else, because a deadline passes; null: never.</summary>
    public DateTimeOffset? RecheckAt { get; init; }

    public int AllReadyReplicas => ReadyReplicas + ReadyOldReplicas;

    /// <summary>
    /// Replicas of the current spec fail and none is on its way. An evicted replica does not come back: while its replacement waits for a node,
    /// room on a node is all that is missing.
    /// </summary>
    public bool IsFailing =>
        Failure is not null && StartingReplicas == 0 && !(Failure.Reason == Reasons.Evicted && PlacementProblem is not null);
}

/// <summary>What keeps a spec from being rolled out at all.</summary>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="Message">A sentence with the remedy.</param>
public sealed record Blocker(string Reason, string Message);

/// <summary>Why a replica is not placed.</summary>
public sealed record PlacementProblem(string Reason, string Message);

/// <summary>What is wrong with a replica.</summary>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="Summary">What happened, always in the same words for the same failure.</param>
/// <param name="Detail">The words of the kubelet, the container or the hub; null when they are not to be had at the moment.</param>
/// <param name="Remedy">What to do; null where nobody can tell.</param>
public sealed record ReplicaFailure(string Reason, string Summary, string? Detail, string? Remedy)
{
    public override string ToString() =>
        Summary + (Detail is null ? "" : $": {Detail}") + (Remedy is null ? "" : $". {Remedy}");
}

/// <summary>What a placed replica is doing; later values are closer to being ready.</summary>
public enum StartupPhase
{
    /// <summary>The kubelet mounts volumes and pulls images.</summary>
    PreparingContainers,
    DownloadingModel,
    LoadingModel,
}
