using InferenceEndpoints.Gateway.Answers;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>What went wrong, who hears what of it, and whether another replica may be asked.</summary>
internal static class FailurePolicy
{
    /// <param name="exception">What sending or reading threw.</param>
    /// <param name="activity">Whether the caller is gone or the time is up.</param>
    /// <param name="body">The caller's body; null: it has none.</param>
    public static Failure Classify(Exception exception, ActivityTimeout activity, RequestBody? body) => (exception, body) switch
    {
        _ when activity.IsCallerGone => Failure.CallerGone,
        (_, { CallerFailure: BadHttpRequestException { StatusCode: 413 } }) => Failure.BodyTooLarge,
        (_, { CallerFailure: BadHttpRequestException }) => Failure.BodyMalformed,
        (_, { CallerFailure: not null }) => Failure.CallerGone,
        _ when activity.HasTimedOut => activity.IsCallersTurn ? Failure.CallerSilent : Failure.ReplicaSilent,
        (HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }, _) => Failure.Unreachable,
        (OperationCanceledException { InnerException: TimeoutException }, _) => Failure.Unreachable, // the connect timeout
        _ => Failure.Broken,
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

    public static bool IsReplicasFault(Failure failure) => failure is Failure.Unreachable or Failure.Broken or Failure.ReplicaSilent;
}
