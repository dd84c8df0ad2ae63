using InferenceEndpoints.Gateway.Answers;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>What went wrong, who hears what of it, and whether another replica may be asked.</summary>
internal static class FailurePolicy
{
    /// <param name="silence">Who was silent for too long; null: nobody.</param>
    /// <param name="isCallerGone">Nobody waits for an answer.</param>
    /// <param name="callerFailure">Why the caller's body could not be read; null: it could.</param>
    /// <param name="isUntouched">The connection had been idle, and neither did a byte of the answer come nor did one of the body go.</param>
    public static Failure Classify(Failure? silence, bool isCallerGone, IOException? callerFailure, bool isUntouched) => callerFailure switch
    {
        _ when silence is { } silent => silent,
        _ when isCallerGone => Failure.CallerGone,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Failure.BodyTooLarge,
        BadHttpRequestException => Failure.BodyMalformed,
        not null => Failure.CallerGone,
        null => isUntouched ? Failure.Stale : Failure.Broken,
    };

    /// <summary>
    /// Another replica may be asked when this one cannot have seen the request, or when seeing it twice is harmless by its method, and when
    /// the caller's body is still untouched.
    /// </summary>
    public static bool MayRetry(Failure failure, string method, bool isBodyConsumed) =>
        !isBodyConsumed
        && (failure == Failure.Unreachable
            || (failure == Failure.Broken && (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method))));

    /// <summary>The answer when no byte of a replica's answer has gone out; null: nobody is there to hear it.</summary>
    public static Answer? AnswerTo(Failure failure) => failure switch
    {
        Failure.Unreachable => Answer.NoReplica,
        Failure.ReplicaSilent => Answer.GatewayTimeout,
        Failure.CallerSilent => Answer.CallerTimeout,
        Failure.BodyTooLarge => Answer.TooLarge,
        Failure.BodyMalformed => Answer.BadBody,
        Failure.CallerGone => null,
        _ => Answer.BadGateway,
    };

    /// <summary>
    /// Whether it speaks against the replica. A silent one may be busy with what it was asked; but not one that leaves every request in turn
    /// without a status line until its time is up.
    /// </summary>
    public static bool IsReplicasFault(Failure failure) => failure is Failure.Unreachable or Failure.Broken or Failure.ReplicaSilent;
}
