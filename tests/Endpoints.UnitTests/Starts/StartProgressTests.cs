using InferenceEndpoints.Entities;
using InferenceEndpoints.Starts;
using InferenceEndpoints.States;
using InferenceEndpoints.UnitTests.States;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.Starts;

public sealed class StartProgressTests
{
    private static readonly DateTimeOffset s_now = Situation.Now.AddMilliseconds(700);
    private static readonly DateTime s_second = Situation.Now.UtcDateTime;
    private static readonly EndpointStart s_earlier = new() { Pod = "gemma-0" };
    private readonly Situation situation = new();

    [Fact]
    public void The_first_start_begins_when_the_endpoint_is_created()
    {
        situation.Endpoint.Metadata.CreationTimestamp = s_second.AddSeconds(-3);

        Assert.Equal(s_second.AddSeconds(-3), Next(new InferenceEndpointStatus()).Since);
    }

    [Theory]
    [InlineData("paused", -20, 0)]
    [InlineData("failed", null, 0)]
    [InlineData("scaledToZero", -20, -20)]
    [InlineData("scaledToZero", null, 0)]
    [InlineData("scaledToZero", 20, 0)]
    public void A_start_begins_with_the_wake_that_caused_it_or_else_now(string state, int? wake, int since)
    {
        var progress = Next(new InferenceEndpointStatus { State = state, TargetReplica = 0 }, facts => facts with { WakeTime = s_now.AddSeconds(wake ?? 0).AddDays(wake is null ? 1 : 0) });

        Assert.Equal(s_second.AddSeconds(since), progress.Since);
    }

    [Fact]
    public void A_start_under_way_keeps_its_beginning_until_the_pod_template_changes()
    {
        var status = new InferenceEndpointStatus { State = "running", TargetReplica = 1, StartingSince = s_second.AddHours(-1), LastStart = s_earlier };

        Assert.Equal(new StartProgress(s_second.AddHours(-1), s_earlier), Next(status));
        Assert.Equal(new StartProgress(s_second, s_earlier), Next(status, facts => facts with { IsDeploymentCurrent = false }));
        Assert.Equal(
            new StartProgress(s_second.AddHours(-1), s_earlier),
            Next(status, facts => facts with { IsDeploymentCurrent = false, Blocker = new Blocker(Reasons.InvalidSpec, "...") }));
    }

    [Fact]
    public void An_endpoint_that_is_stopped_does_not_start()
    {
        var status = new InferenceEndpointStatus { State = "running", TargetReplica = 1, StartingSince = s_second, LastStart = s_earlier };

        Assert.Equal(new StartProgress(null, s_earlier), Next(status, facts => facts with { TargetReplicas = 0 }));
    }

    [Fact]
    public void The_replica_that_is_ready_first_ends_a_start()
    {
        var status = new InferenceEndpointStatus { State = "running", TargetReplica = 2, StartingSince = TestPod.Placed.AddSeconds(-5) };
        var pods = new[]
        {
            Ready("gemma-c", 30), Ready("gemma-b", 20), Ready("gemma-a", 10).Terminating(), Ready("gemma-old", 5).OfOldSpec(),
        };

        var progress = Next(status, facts => facts with { Pods = pods });

        Assert.Equal((null, "gemma-b", TestPod.Placed.AddSeconds(20)), (progress.Since, progress.Last!.Pod, progress.Last.ReadyAt));
    }

    [Fact]
    public void A_start_whose_beginning_nobody_wrote_down_is_told_of_all_the_same()
    {
        var status = new InferenceEndpointStatus { State = "scaledToZero", TargetReplica = 0 };

        var progress = Next(status, facts => facts with { Pods = [Ready("gemma-a", 30)], WakeTime = new DateTimeOffset(TestPod.Placed).AddSeconds(-1) });

        Assert.Equal((null, 31), (progress.Since, progress.Last!.Phases!.Sum(phase => phase.Seconds)));
    }

    [Fact]
    public void A_replica_that_was_ready_before_or_comes_beside_others_starts_nothing()
    {
        var pods = new[] { Ready("gemma-a", 10), Ready("gemma-b", 20) };
        var running = new InferenceEndpointStatus { State = "running", TargetReplica = 1, LastStart = s_earlier };
        var changedBack = new InferenceEndpointStatus { State = "running", TargetReplica = 1, StartingSince = TestPod.Placed.AddSeconds(15), LastStart = s_earlier };

        Assert.Equal(new StartProgress(null, s_earlier), Next(running, facts => facts with { Pods = pods }));
        Assert.Equal(new StartProgress(null, s_earlier), Next(changedBack, facts => facts with { Pods = pods }));
    }

    private StartProgress Next(InferenceEndpointStatus status, Func<EndpointFacts, EndpointFacts>? change = null)
    {
        situation.Endpoint.Status = status;
        var facts = new EndpointFacts
        {
            Endpoint = situation.Endpoint,
            TargetReplicas = 1,
            Deployment = situation.Deployment,
            ReplicaSets = situation.ReplicaSets,
            Now = s_now,
        };
        facts = change?.Invoke(facts) ?? facts;
        return StartProgress.Of(facts, Observer.Observe(facts));
    }

    private static V1Pod Ready(string name, int after)
    {
        var pod = TestPod.Ready().Named(name);
        pod.Status!.Conditions![^1].LastTransitionTime = TestPod.Placed.AddSeconds(after);
        return pod;
    }
}
