using InferenceEndpoints.Gateway.Forwarding;
using Microsoft.AspNetCore.Http;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class FailurePolicyTests
{
    [Theory]
    [InlineData(Failure.Unreachable, "POST", false, true)]
    [InlineData(Failure.Unreachable, "POST", true, false)]
    [InlineData(Failure.Broken, "GET", false, true)]
    [InlineData(Failure.Broken, "HEAD", false, true)]
    [InlineData(Failure.Broken, "POST", false, false)]
    [InlineData(Failure.Broken, "DELETE", false, false)]
    [InlineData(Failure.ReplicaSilent, "GET", false, false)]
    [InlineData(Failure.CallerGone, "GET", false, false)]
    public void Another_replica_is_asked_only_when_that_cannot_do_harm(object failure, string method, bool isBodyConsumed, bool expected) =>
        Assert.Equal(expected, FailurePolicy.MayRetry((Failure)failure, method, isBodyConsumed));

    [Theory]
    [InlineData(Failure.Unreachable, 503)]
    [InlineData(Failure.Broken, 502)]
    [InlineData(Failure.ReplicaSilent, 504)]
    [InlineData(Failure.CallerSilent, 408)]
    [InlineData(Failure.BodyTooLarge, 413)]
    [InlineData(Failure.BodyMalformed, 400)]
    [InlineData(Failure.CallerGone, null)]
    public void Each_failure_has_its_answer(object failure, int? status) =>
        Assert.Equal(status, FailurePolicy.AnswerTo((Failure)failure)?.Status);

    [Fact]
    public void It_is_told_apart_who_failed()
    {
        var tooLarge = new BadHttpRequestException("too large", 413);
        var malformed = new BadHttpRequestException("not a chunk");
        var reset = new IOException("reset");

        Assert.Equal(Failure.Broken, FailurePolicy.Classify(silence: null, isCallerGone: false, callerFailure: null, isUntouched: false));
        Assert.Equal(Failure.Stale, FailurePolicy.Classify(silence: null, isCallerGone: false, callerFailure: null, isUntouched: true));
        Assert.Equal(Failure.BodyTooLarge, FailurePolicy.Classify(silence: null, isCallerGone: false, tooLarge, isUntouched: true));
        Assert.Equal(Failure.BodyMalformed, FailurePolicy.Classify(silence: null, isCallerGone: false, malformed, isUntouched: false));
        Assert.Equal(Failure.CallerGone, FailurePolicy.Classify(silence: null, isCallerGone: false, reset, isUntouched: false));
        Assert.Equal(Failure.CallerGone, FailurePolicy.Classify(silence: null, isCallerGone: true, tooLarge, isUntouched: true));
        Assert.Equal(Failure.ReplicaSilent, FailurePolicy.Classify(Failure.ReplicaSilent, isCallerGone: true, callerFailure: null, isUntouched: true));
    }
}
