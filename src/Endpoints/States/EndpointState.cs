using System.Collections.Frozen;

namespace InferenceEndpoints.States;

/// <summary>Where an endpoint is in its life.</summary>
public enum EndpointState
{
    /// <summary>Accepted; no replica is placed on a node yet.</summary>
    Pending,

    /// <summary>A replica is placed and on its way: pulling, downloading, loading.</summary>
    Initializing,

    /// <summary>At least one replica of the current spec is ready, and no rollout is under way.</summary>
    Running,

    /// <summary>A new spec is rolling out while old replicas serve.</summary>
    Updating,

    /// <summary>The new spec cannot be rolled out; old replicas serve.</summary>
    UpdateFailed,

    /// <summary>Stopped by the user; no request wakes it.</summary>
    Paused,

    /// <summary>Asleep; a request wakes it.</summary>
    ScaledToZero,

    /// <summary>Not serving and not on the way.</summary>
    Failed,
}

/// <summary>The words of Hugging Face's API, which <c>status.state</c> holds.</summary>
public static class EndpointStates
{
    private static readonly FrozenDictionary<string, EndpointState> s_byWord =
        Enum.GetValues<EndpointState>().ToFrozenDictionary(ToWord);

    public static string ToWord(this EndpointState state) => state switch
    {
        EndpointState.Pending => "pending",
        EndpointState.Initializing => "initializing",
        EndpointState.Running => "running",
        EndpointState.Updating => "updating",
        EndpointState.UpdateFailed => "updateFailed",
        EndpointState.Paused => "paused",
        EndpointState.ScaledToZero => "scaledToZero",
        EndpointState.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not a state"),
    };

    /// <summary>Null: no state was written yet, or by a version that knows more states.</summary>
    public static EndpointState? FromWord(string? word) =>
        word is not null && s_byWord.TryGetValue(word, out var state) ? state : null;

    /// <summary>Old or new replicas answer requests.</summary>
    public static bool IsServing(this EndpointState state) =>
        state is EndpointState.Running or EndpointState.Updating or EndpointState.UpdateFailed;
}
