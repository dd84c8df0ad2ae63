namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>Why an attempt came to nothing.</summary>
internal enum Failure
{
    /// <summary>No connection: the replica has seen nothing of the request.</summary>
    Unreachable,

    /// <summary>The replica had closed a connection that was idle, and has seen nothing of the request.</summary>
    Stale,

    /// <summary>The replica broke off, or did not speak HTTP.</summary>
    Broken,

    /// <summary>Nothing came from the replica for too long.</summary>
    ReplicaSilent,

    /// <summary>For too long the caller neither sent the rest of its body nor took what there is of the answer.</summary>
    CallerSilent,

    /// <summary>The caller's body is too large.</summary>
    BodyTooLarge,

    /// <summary>The caller's body is not framed as its headers say.</summary>
    BodyMalformed,

    CallerGone,
}
