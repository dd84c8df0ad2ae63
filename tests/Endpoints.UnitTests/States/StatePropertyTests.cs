using FsCheck;
using FsCheck.Fluent;
using InferenceEndpoints.Conditions;
using InferenceEndpoints.States;

namespace InferenceEndpoints.UnitTests.States;

public sealed class StatePropertyTests
{
    private static readonly string[] s_reasons =
        [.. typeof(Reasons).GetFields().Select(field => (string)field.GetRawConstantValue()!)];

    [Fact]
    public void Whatever_is_observed_there_is_a_state_with_a_known_reason_and_a_message() =>
        ForAll((_, decision) =>
        {
            Assert.Contains(decision.Reason, s_reasons);
            Assert.True(Enum.IsDefined(decision.State));
            Assert.False(string.IsNullOrWhiteSpace(decision.Message));
        });

    [Fact]
    public void Every_message_is_one_line_without_tokens() =>
        ForAll((facts, decision) =>
        {
            Assert.DoesNotContain(decision.Message, char.IsControl);
            Assert.DoesNotContain("hf_0123", decision.Message, StringComparison.Ordinal);
        });

    [Fact]
    public void The_time_to_look_again_is_in_the_future() =>
        ForAll((facts, decision) => Assert.True(decision.RecheckAt is null || decision.RecheckAt > facts.Now, $"{decision}"));

    [Fact]
    public void The_same_facts_give_the_same_decision_whatever_order_they_come_in() =>
        ForAll((facts, decision) =>
        {
            var reversed = facts with { Pods = [.. facts.Pods.DistinctBy(pod => pod.Metadata.Name).Reverse()] };
            var ordered = facts with { Pods = [.. facts.Pods.DistinctBy(pod => pod.Metadata.Name)] };
            Assert.Equal(EndpointStatePolicy.Derive(Observer.Observe(ordered)), EndpointStatePolicy.Derive(Observer.Observe(reversed)));
        });

    [Fact]
    public void Only_replicas_that_are_not_being_deleted_make_a_serving_state() =>
        ForAll((facts, decision) => Assert.True(
            !decision.State.IsServing() || facts.Pods.Any(pod => pod.Metadata.DeletionTimestamp is null), $"{decision}"));

    [Fact]
    public void Whatever_is_observed_there_are_conditions_for_it() =>
        ForAll((facts, decision) => Assert.InRange(ConditionsBuilder.Build(decision, 1, null, facts.Now).Count, 3, 4));

    private static void ForAll(Action<EndpointFacts, StateDecision> check) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var facts = new AnythingObserved(seed).Facts();
            check(facts, EndpointStatePolicy.Derive(Observer.Observe(facts)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
}
