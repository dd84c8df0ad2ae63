using InferenceEndpoints.Entities;
using InferenceEndpoints.KubectlIep.Status;
using InferenceEndpoints.Sleep;

namespace InferenceEndpoints.KubectlIep.UnitTests;

public sealed class EndpointProgressTests
{
    [Theory]
    [InlineData("running", true)]
    [InlineData("failed", true)]
    [InlineData("updateFailed", true)]
    [InlineData("pending", false)]
    [InlineData("initializing", false)]
    [InlineData("updating", false)]
    [InlineData("paused", false)]
    [InlineData("scaledToZero", false)]
    [InlineData("somethingNew", false)]
    [InlineData(null, false)]
    public void An_endpoint_that_should_run_has_arrived_when_it_runs_or_has_failed(string? state, bool isFinal) =>
        Assert.Equal(isFinal, EndpointProgress.IsFinal(Sample.Endpoint(state)));

    [Theory]
    [InlineData("paused", true)]
    [InlineData("running", false)]
    public void A_paused_endpoint_has_arrived_when_its_state_says_so(string state, bool isFinal) =>
        Assert.Equal(isFinal, EndpointProgress.IsFinal(Sample.Endpoint(state, sample => sample.Spec.Paused = true)));

    [Theory]
    [InlineData("scaledToZero", true)]
    [InlineData("running", false)]
    public void An_endpoint_that_was_put_to_sleep_has_arrived_when_its_state_says_so(string state, bool isFinal) =>
        Assert.Equal(isFinal, EndpointProgress.IsFinal(
            Sample.Endpoint(state, sample => sample.Metadata.Annotations![Annotations.Sleep] = SleepMarks.Format(Sample.Now))));

    [Fact]
    public void A_status_of_an_older_spec_is_not_final() =>
        Assert.False(EndpointProgress.IsFinal(Sample.Endpoint(change: sample => sample.Metadata.Generation++)));

    [Fact]
    public void Only_failures_are_failures() =>
        Assert.Equal(
            ["failed", "updateFailed"],
            new[] { "running", "paused", "scaledToZero", "failed", "updateFailed", null }.Where(state => EndpointProgress.HasFailed(Sample.Endpoint(state))));
}
