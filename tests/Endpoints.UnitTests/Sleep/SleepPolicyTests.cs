using InferenceEndpoints.Entities;
using InferenceEndpoints.Sleep;

namespace InferenceEndpoints.UnitTests.Sleep;

public sealed class SleepPolicyTests
{
    /// <summary>min, timeout in minutes (-1: absent) -> minutes until it sleeps (-1: never).</summary>
    [Theory]
    [InlineData(0, -1, 15)]
    [InlineData(0, 0, -1)]
    [InlineData(0, 1, 1)]
    [InlineData(0, 43_200, 43_200)]
    [InlineData(1, -1, -1)]
    [InlineData(1, 0, -1)]
    [InlineData(1, 15, -1)]
    public void An_endpoint_sleeps_after_its_timeout_and_only_with_minReplica_0(int min, int timeout, int minutes) =>
        Assert.Equal(
            minutes < 0 ? null : TimeSpan.FromMinutes(minutes),
            SleepPolicy.IdleTimeout(new ScalingSpec { MinReplica = min, ScaleToZeroTimeout = timeout < 0 ? null : timeout }));

    [Fact]
    public void An_endpoint_with_the_default_scaling_never_sleeps() => Assert.Null(SleepPolicy.IdleTimeout(new ScalingSpec()));

    [Fact]
    public void A_negative_timeout_that_no_validator_has_seen_means_never() =>
        Assert.Null(SleepPolicy.IdleTimeout(new ScalingSpec { MinReplica = 0, ScaleToZeroTimeout = -5 }));
}
