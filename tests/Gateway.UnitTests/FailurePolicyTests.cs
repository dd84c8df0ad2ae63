using InferenceEndpoints.Gateway.Forwarding;

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
    public void What_a_transport_throws_is_told_apart()
    {
        using var caller = new CancellationTokenSource();
        using var activity = new ActivityTimeout(TimeSpan.FromMinutes(1), TimeProvider.System, caller.Token);

        Assert.Equal(Failure.Unreachable, Classify(new HttpRequestException(HttpRequestError.ConnectionError, "refused")));
        Assert.Equal(Failure.Unreachable, Classify(new OperationCanceledException("connect", new TimeoutException())));
        Assert.Equal(Failure.Broken, Classify(new HttpRequestException(HttpRequestError.ResponseEnded, "ended")));
        Assert.Equal(Failure.Broken, Classify(new HttpRequestException(HttpRequestError.InvalidResponse, "not HTTP")));
        Assert.Equal(Failure.Broken, Classify(new IOException("reset")));

        caller.Cancel();
        Assert.Equal(Failure.CallerGone, Classify(new OperationCanceledException()));

        Failure Classify(Exception exception) => FailurePolicy.Classify(exception, activity, body: null);
    }
}
