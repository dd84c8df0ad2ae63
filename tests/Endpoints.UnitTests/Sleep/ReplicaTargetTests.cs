using FsCheck;
using FsCheck.Fluent;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Sleep;

namespace InferenceEndpoints.UnitTests.Sleep;

public sealed class ReplicaTargetTests
{
    /// <summary>min, max, stopped, live replicas (-1: no Deployment yet) -> replicas, autoscaled.</summary>
    [Theory]
    [InlineData(1, 1, false, -1, 1, false)]
    [InlineData(1, 1, false, 1, 1, false)]
    [InlineData(2, 2, false, 5, 2, false)]
    [InlineData(0, 1, false, 0, 1, false)]
    [InlineData(0, 1, true, 1, 0, false)]
    [InlineData(1, 4, false, -1, 1, true)]
    [InlineData(1, 4, false, 3, 3, true)]
    [InlineData(1, 4, false, 9, 4, true)]
    [InlineData(2, 4, false, 1, 2, true)]
    [InlineData(2, 4, false, 0, 2, true)]
    [InlineData(0, 4, false, 0, 1, true)]
    [InlineData(0, 4, false, 2, 2, true)]
    [InlineData(0, 4, true, 3, 0, false)]
    [InlineData(2, 4, true, 0, 0, false)]
    public void The_number_of_replicas_follows_from_bounds_sleep_and_what_is_live(
        int min, int max, bool isStopped, int live, int replicas, bool isAutoscaled) =>
        Assert.Equal(
            new ReplicaTarget(replicas, isAutoscaled), ReplicaTargetPolicy.Decide(Scaling(min, max), isStopped, live < 0 ? null : live));

    /// <summary>min, max, pendingRequests (0: another measure), limit of a replica (0: none), requests that wait -> replicas.</summary>
    [Theory]
    [InlineData(0, 4, 1.5, 0, 0, 1)]
    [InlineData(0, 4, 1.5, 0, 1, 1)]
    [InlineData(0, 4, 1.5, 0, 2, 2)]
    [InlineData(0, 4, 1.5, 8, 4, 3)]
    [InlineData(0, 4, 1.5, 0, 2000, 4)]
    [InlineData(2, 4, 1.5, 0, 0, 2)]
    [InlineData(0, 4, 0, 8, 9, 2)]
    [InlineData(0, 4, 0, 0, 64, 1)]
    [InlineData(0, 4, 0, 0, 65, 2)]
    [InlineData(0, 1, 1.5, 0, 2000, 1)]
    public void An_endpoint_wakes_with_as_many_replicas_as_the_requests_that_wait_need(
        int min, int max, double pending, int limit, long waiting, int replicas)
    {
        var spec = new InferenceEndpointSpec
        {
            Compute = new ComputeSpec { Scaling = Scaling(min, max) },
            Balancing = limit > 0 ? new BalancingSpec { MaxConcurrentRequestsPerReplica = limit } : null,
        };
        spec.Compute.Scaling.Measure = pending > 0 ? new ScalingMeasure { PendingRequests = pending } : null;

        var atWake = WakeDemand.Replicas(spec, waiting);

        Assert.Equal(replicas, atWake);
        Assert.Equal(replicas, ReplicaTargetPolicy.Decide(spec.Compute.Scaling, isStopped: false, live: 0, atWake).Count);
        Assert.Equal(max, ReplicaTargetPolicy.Decide(spec.Compute.Scaling, isStopped: false, live: max, atWake).Count);
        Assert.Equal(0, ReplicaTargetPolicy.Decide(spec.Compute.Scaling, isStopped: true, live: 0, atWake).Count);
    }

    [Fact]
    public void A_decision_of_the_autoscaler_within_its_bounds_is_never_reverted() =>
        ForAll((scaling, live) =>
        {
            var target = ReplicaTargetPolicy.Decide(scaling, isStopped: false, live);
            var isWithinBounds = live >= ReplicaTargetPolicy.Floor(scaling) && live <= scaling.MaxReplica;
            return !target.IsAutoscaled || !isWithinBounds || target.Count == live;
        });

    [Fact]
    public void An_endpoint_that_is_awake_has_replicas_within_its_bounds_and_at_least_one() =>
        ForAll((scaling, live) => ReplicaTargetPolicy.Decide(scaling, isStopped: false, live).Count is var count
            && count >= 1 && count >= scaling.MinReplica && count <= scaling.MaxReplica);

    [Fact]
    public void A_stopped_endpoint_has_no_replica_and_no_autoscaler() =>
        ForAll((scaling, live) => ReplicaTargetPolicy.Decide(scaling, isStopped: true, live) == new ReplicaTarget(0, IsAutoscaled: false));

    [Fact]
    public void What_was_decided_is_decided_again() =>
        ForAll((scaling, live) => ReplicaTargetPolicy.Decide(scaling, isStopped: false, live) is var target
            && ReplicaTargetPolicy.Decide(scaling, isStopped: false, target.Count) == target);

    [Fact]
    public void An_autoscaler_exists_only_where_it_has_something_to_choose() =>
        ForAll((scaling, live) =>
            ReplicaTargetPolicy.Decide(scaling, isStopped: false, live).IsAutoscaled == (scaling.MaxReplica > Math.Max(1, scaling.MinReplica)));

    [Fact]
    public void Bounds_that_no_validator_has_seen_do_not_break_the_policy() =>
        Prop.ForAll(
            ArbMap.Default.GeneratorFor<int>().Three().ToArbitrary(),
            numbers => ReplicaTargetPolicy.Decide(Scaling(numbers.Item1, numbers.Item2), isStopped: false, numbers.Item3).Count >= 1)
            .QuickCheckThrowOnFailure();

    private static void ForAll(Func<ScalingSpec, int?, bool> holds) =>
        Prop.ForAll(
            (from max in Gen.Choose(1, 20)
             from min in Gen.Choose(0, max)
             from live in Gen.OneOf(Gen.Constant((int?)null), Gen.Choose(0, 30).Select(live => (int?)live))
             select (min, max, live)).ToArbitrary(),
            sample => holds(Scaling(sample.min, sample.max), sample.live))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static ScalingSpec Scaling(int min, int max) => new() { MinReplica = min, MaxReplica = max };
}
