using FsCheck;
using FsCheck.Fluent;
using InferenceEndpoints.Conditions;
using InferenceEndpoints.States;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.Conditions;

public sealed class ConditionsTests
{
    private static readonly DateTimeOffset s_now = new(2030, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(EndpointState.Pending, "False", "True", "False", "InProgress")]
    [InlineData(EndpointState.Initializing, "False", "True", "False", "InProgress")]
    [InlineData(EndpointState.Running, "True", "False", "False", "Current")]
    [InlineData(EndpointState.Updating, "True", "True", "False", "InProgress")]
    [InlineData(EndpointState.UpdateFailed, "True", "False", "True", "Failed")]
    [InlineData(EndpointState.Paused, null, "False", "False", "Current")]
    [InlineData(EndpointState.ScaledToZero, "True", "False", "False", "Current")]
    [InlineData(EndpointState.Failed, "False", "False", "True", "Failed")]
    public void Each_state_has_conditions_that_kstatus_reads_as_it_is_meant(
        EndpointState state, string? ready, string working, string stalled, string kstatus)
    {
        var conditions = Build(state);

        Assert.Equal(ready, Status(conditions, "Ready"));
        Assert.Equal(working, Status(conditions, "Reconciling"));
        Assert.Equal(working, Status(conditions, "Progressing"));
        Assert.Equal(stalled, Status(conditions, "Stalled"));
        Assert.Equal(kstatus, $"{KstatusRules.Compute(new V1ObjectMeta { Generation = 7 }, observedGeneration: 7, conditions)}");
    }

    [Theory]
    [MemberData(nameof(States))]
    public void A_status_of_an_earlier_generation_is_in_progress(EndpointState state) =>
        Assert.Equal(Kstatus.InProgress, KstatusRules.Compute(new V1ObjectMeta { Generation = 8 }, observedGeneration: 7, Build(state)));

    [Theory]
    [MemberData(nameof(States))]
    public void Reconciling_and_Stalled_are_never_true_together(EndpointState state) =>
        Assert.False(Status(Build(state), "Reconciling") == "True" && Status(Build(state), "Stalled") == "True");

    [Fact]
    public void Every_condition_carries_the_generation_the_reason_and_the_message()
    {
        var conditions = ConditionsBuilder.Build(new StateDecision(EndpointState.Failed, Reasons.OutOfMemory, "no memory"), 7, null, s_now);

        Assert.All(conditions, condition => Assert.Equal((7L, Reasons.OutOfMemory, "no memory"), (condition.ObservedGeneration, condition.Reason, condition.Message)));
    }

    [Fact]
    public void Conditions_are_sorted_by_type_and_each_type_is_there_once() =>
        Assert.Equal(["Progressing", "Ready", "Reconciling", "Stalled"], Build(EndpointState.Running).Select(condition => condition.Type));

    [Fact]
    public void The_first_transition_is_now_in_whole_seconds() =>
        Assert.All(
            ConditionsBuilder.Build(Decision(EndpointState.Running), 1, null, s_now.AddTicks(1_234_567)),
            condition => Assert.Equal((s_now.UtcDateTime, DateTimeKind.Utc), (condition.LastTransitionTime!.Value, condition.LastTransitionTime.Value.Kind)));

    [Fact]
    public void Another_reason_or_generation_alone_does_not_move_a_transition_time()
    {
        var before = Build(EndpointState.Pending);
        var after = ConditionsBuilder.Build(new StateDecision(EndpointState.Initializing, Reasons.LoadingModel, "loading"), 9, before, s_now.AddHours(1));

        Assert.All(after, condition => Assert.Equal(s_now.UtcDateTime, condition.LastTransitionTime));
    }

    [Fact]
    public void Only_conditions_whose_status_changes_get_a_new_transition_time()
    {
        var later = s_now.AddHours(1);
        var after = ConditionsBuilder.Build(Decision(EndpointState.Running), 1, Build(EndpointState.Pending), later);

        Assert.Equal(
            [("Progressing", later), ("Ready", later), ("Reconciling", later), ("Stalled", s_now)],
            after.Select(condition => (condition.Type, new DateTimeOffset(condition.LastTransitionTime!.Value))));
    }

    [Fact]
    public void Conditions_of_others_and_twins_do_no_harm()
    {
        V1Condition[] before =
        [
            new() { Type = "SomebodyElses", Status = "True" }, new() { Type = "Ready" }, new() { Type = "Ready", Status = "True" }, new(),
        ];

        Assert.Equal(4, ConditionsBuilder.Build(Decision(EndpointState.Running), 1, before, s_now).Count);
    }

    [Fact]
    public void Over_any_history_a_transition_time_moves_exactly_when_the_status_does() =>
        Prop.ForAll(Gen.Elements(Enum.GetValues<EndpointState>()).ListOf().ToArbitrary(), history =>
        {
            IReadOnlyList<V1Condition> before = [];
            foreach (var (minute, state) in history.Index())
            {
                var now = s_now.AddMinutes(minute);
                var after = ConditionsBuilder.Build(Decision(state), minute, before, now);
                foreach (var condition in after)
                {
                    var expected = before.FirstOrDefault(old => old.Type == condition.Type && old.Status == condition.Status)?.LastTransitionTime;
                    Assert.Equal(expected ?? now.UtcDateTime, condition.LastTransitionTime);
                }

                before = after;
            }
        }).QuickCheckThrowOnFailure();

    public static TheoryData<EndpointState> States() => [.. Enum.GetValues<EndpointState>()];

    private static IReadOnlyList<V1Condition> Build(EndpointState state) => ConditionsBuilder.Build(Decision(state), 7, null, s_now);

    private static StateDecision Decision(EndpointState state) => new(state, Reasons.Ready, "Endpoint is as it is");

    private static string? Status(IEnumerable<V1Condition> conditions, string type) =>
        conditions.SingleOrDefault(condition => condition.Type == type)?.Status;
}
