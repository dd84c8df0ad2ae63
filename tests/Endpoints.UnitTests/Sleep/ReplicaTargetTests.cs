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
