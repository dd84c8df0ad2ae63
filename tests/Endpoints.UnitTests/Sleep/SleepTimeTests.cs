using InferenceEndpoints.Entities;
using InferenceEndpoints.Sleep;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.Sleep;

public sealed class SleepTimeTests
{
    private static readonly DateTimeOffset Ready = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void An_endpoint_sleeps_its_timeout_after_its_last_request()
    {
        Assert.Equal(Ready.AddMinutes(45), SleepTime(Endpoint(), Ready.AddMinutes(30), Minute));
        Assert.Equal(Ready.AddMinutes(30).AddSeconds(15), SleepTime(Endpoint(), Ready.AddMinutes(30), TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void The_clock_starts_when_it_is_ready_however_long_nobody_has_called()
    {
        Assert.Equal(Ready.AddMinutes(15), SleepTime(Endpoint(), Ready.AddHours(-5), Minute));
    }

    [Fact]
    public void What_is_in_use_or_unknown_never_sleeps()
    {
        Assert.Null(SleepTime(Endpoint(), idleSince: null, Minute));
    }

    [Theory]
    [InlineData("pending")]
    [InlineData("initializing")]
    [InlineData("updating")]
    [InlineData("updateFailed")]
    [InlineData("failed")]
    [InlineData("scaledToZero")]
    public void Only_an_endpoint_that_runs_falls_asleep(string state)
    {
        var endpoint = Endpoint();
        endpoint.Status!.State = state;

        Assert.Null(SleepTime(endpoint, Ready, Minute));
    }

    [Fact]
    public void One_that_must_not_sleep_does_not()
    {
        var (paused, asleep, atLeastOne, never) = (Endpoint(), Endpoint(), Endpoint(), Endpoint());
        paused.Spec.Paused = true;
        asleep.Metadata.Annotations = new Dictionary<string, string> { [Annotations.Sleep] = "2030-01-01T12:00:00Z" };
        atLeastOne.Spec.Compute.Scaling.MinReplica = 1;
        never.Spec.Compute.Scaling.ScaleToZeroTimeout = 0;

        Assert.All([paused, asleep, atLeastOne, never], endpoint => Assert.Null(SleepTime(endpoint, Ready, Minute)));
    }

    [Fact]
    public void A_waking_is_use_although_the_status_is_from_before_the_sleep_that_it_ended()
    {
        var endpoint = Endpoint();
        endpoint.Metadata.Annotations = new Dictionary<string, string> { [Annotations.Sleep] = "2030-01-01T13:00:00Z", [Annotations.Wake] = "2030-01-01T13:00:00.02Z" };

        Assert.Equal(Ready.AddHours(1).AddMilliseconds(20).AddMinutes(15), SleepTime(endpoint, Ready.AddMinutes(30), Minute));
    }

    [Fact]
    public void A_waking_that_a_wrong_clock_wrote_keeps_nobody_awake()
    {
        var endpoint = Endpoint();
        endpoint.Metadata.Annotations = new Dictionary<string, string> { [Annotations.Wake] = "2031-01-01T13:00:00Z" };

        Assert.Equal(Ready.AddMinutes(45), SleepTime(endpoint, Ready.AddMinutes(30), Minute));
    }

    private static DateTimeOffset? SleepTime(InferenceEndpoint endpoint, DateTimeOffset? idleSince, TimeSpan unit) =>
        SleepPolicy.SleepTime(endpoint, idleSince, unit, Ready.AddHours(1));

    private static InferenceEndpoint Endpoint() => new()
    {
        Metadata = new V1ObjectMeta { Name = "a", NamespaceProperty = "team" },
        Spec = new InferenceEndpointSpec { Compute = new ComputeSpec { Scaling = new ScalingSpec { MinReplica = 0, MaxReplica = 1, ScaleToZeroTimeout = 15 } } },
        Status = new InferenceEndpointStatus
        {
            State = "running",
            Conditions = [new V1Condition { Type = "Ready", Status = "True", LastTransitionTime = Ready.UtcDateTime }],
        },
    };
}
