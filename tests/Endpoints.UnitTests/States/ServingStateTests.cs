using InferenceEndpoints.States;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.States;

public sealed class ServingStateTests
{
    private static readonly Blocker s_blocker = new(Reasons.InvalidSpec, "spec.model.repository: is required; use owner/name");

    private static V1Pod CrashLoop => TestPod.ModelIs(TestPod.Waiting("CrashLoopBackOff"), TestPod.Ended(1, "boom"), restarts: 4);

    [Fact]
    public void A_ready_replica_is_running() =>
        Assert.Equal(new StateDecision(EndpointState.Running, Reasons.Ready, "Endpoint is ready"), Situation.With(TestPod.Ready()).State());

    [Theory]
    [InlineData("starting", "Endpoint is ready; 1 of 2 replicas serve")]
    [InlineData("crashing", "Endpoint is ready; 1 of 2 replicas serve; a replica fails: container 'model' crashes with exit code 1: boom")]
    [InlineData("unplaced", "Endpoint is ready; 1 of 2 replicas serve; a replica waits to be scheduled: 0/3 nodes are available")]
    public void Running_tells_what_keeps_further_replicas(string second, string message)
    {
        var pod = second switch { "starting" => TestPod.Loading(), "crashing" => CrashLoop, _ => TestPod.Unplaced("0/3 nodes are available") };

        var state = (Situation.With(TestPod.Ready().Named("a"), pod.Named("b")) with { TargetReplicas = 2 }).State();

        Assert.Equal(new StateDecision(EndpointState.Running, Reasons.Ready, message), state with { RecheckAt = null });
    }

    [Fact]
    public void Old_replicas_that_serve_while_a_new_one_starts_are_updating() =>
        Assert.Equal(
            new StateDecision(EndpointState.Updating, Reasons.RollingOut, "Updating; 0 of 1 replicas run the new version"),
            Situation.Rollout(TestPod.Ready().OfOldSpec(), TestPod.Loading()).State() with { RecheckAt = null });

    [Fact]
    public void A_rollout_that_waits_for_a_free_GPU_is_updating_and_says_so() =>
        Assert.Equal(
            new StateDecision(
                EndpointState.Updating,
                Reasons.RollingOut,
                "Updating; 0 of 1 replicas run the new version; a replica waits to be scheduled: 1 Insufficient nvidia.com/gpu"),
            Situation.Rollout(TestPod.Ready().OfOldSpec(), TestPod.Unplaced("1 Insufficient nvidia.com/gpu.")).State());

    [Fact]
    public void A_new_replica_that_serves_beside_an_old_one_is_still_updating() =>
        Assert.Equal(EndpointState.Updating, Situation.Rollout(TestPod.Ready().OfOldSpec(), TestPod.Ready()).State().State);

    [Fact]
    public void An_old_replica_that_is_yet_to_be_deleted_is_still_updating()
    {
        var seen = Situation.Rollout(TestPod.Ready().OfOldSpec(), TestPod.Ready());
        seen.ReplicaSets[0].Spec!.Replicas = 0;

        Assert.Equal(EndpointState.Updating, seen.State().State);
    }

    [Fact]
    public void An_old_ReplicaSet_that_still_wants_a_replica_is_still_updating() =>
        Assert.Equal(EndpointState.Updating, Situation.Rollout(TestPod.Ready().OfOldSpec().Terminating(), TestPod.Ready()).State().State);

    [Fact]
    public void A_spec_that_is_yet_to_be_applied_is_updating() =>
        Assert.Equal(EndpointState.Updating, (Situation.With(TestPod.Ready()) with { IsDeploymentCurrent = false }).State().State);

    [Fact]
    public void A_template_that_the_Deployment_controller_has_not_seen_is_updating()
    {
        var seen = Situation.With(TestPod.Ready().OfOldSpec()) with { ReplicaSets = [Situation.ReplicaSet(Situation.OldHash, revision: 1)] };
        seen.Deployment!.Metadata.Generation = 4;

        Assert.Equal(EndpointState.Updating, seen.State().State);
    }

    [Fact]
    public void A_change_of_replicas_that_the_Deployment_controller_has_not_seen_is_no_update()
    {
        var seen = Situation.With(TestPod.Ready());
        seen.Deployment!.Metadata.Generation = 4;
        seen.Deployment.Spec!.Replicas = 2;

        Assert.Equal(EndpointState.Running, seen.State().State);
    }

    [Fact]
    public void A_rollback_makes_the_earlier_ReplicaSet_the_current_one()
    {
        var seen = new Situation
        {
            ReplicaSets = [Situation.ReplicaSet(Situation.Hash, revision: 3), Situation.ReplicaSet(Situation.OldHash, revision: 2, replicas: 0)],
            Pods = [TestPod.Ready()],
        };

        Assert.Equal(EndpointState.Running, seen.State().State);
    }

    [Fact]
    public void Revisions_are_compared_as_numbers()
    {
        var seen = new Situation
        {
            ReplicaSets = [Situation.ReplicaSet(Situation.OldHash, revision: 9, replicas: 0), Situation.ReplicaSet(Situation.Hash, revision: 10)],
            Pods = [TestPod.Ready()],
        };

        Assert.Equal(EndpointState.Running, seen.State().State);
    }

    [Fact]
    public void A_new_version_that_crashes_while_the_old_one_serves_is_updateFailed() =>
        Assert.Equal(
            new StateDecision(
                EndpointState.UpdateFailed,
                Reasons.ContainerCrashed,
                "Update failed, the previous version keeps serving: container 'model' crashes with exit code 1: boom"),
            Situation.Rollout(TestPod.Ready().OfOldSpec(), CrashLoop).State());

    [Fact]
    public void A_new_version_that_times_out_while_the_old_one_serves_is_updateFailed() =>
        Assert.Equal(
            (EndpointState.UpdateFailed, Reasons.StartupTimeout),
            Of(Situation.Rollout(TestPod.Ready().OfOldSpec(), TestPod.Loading()).State(Situation.Now.AddHours(2))));

    [Fact]
    public void A_blocked_spec_while_the_old_one_serves_is_updateFailed() =>
        Assert.Equal(
            new StateDecision(
                EndpointState.UpdateFailed,
                Reasons.InvalidSpec,
                "Update failed, the previous version keeps serving: spec.model.repository: is required; use owner/name"),
            (Situation.With(TestPod.Ready()) with { Blocker = s_blocker }).State());

    [Fact]
    public void A_failed_update_whose_old_replica_is_gone_is_failed() =>
        Assert.Equal(EndpointState.Failed, Situation.Rollout(TestPod.Ready().OfOldSpec().Terminating(), CrashLoop).State().State);

    [Fact]
    public void Old_replicas_that_are_being_deleted_never_count()
    {
        var seen = new Situation
        {
            ReplicaSets = [Situation.ReplicaSet(Situation.OldHash, revision: 1, replicas: 0), Situation.ReplicaSet(Situation.Hash, revision: 2)],
            Pods = [TestPod.Ready().OfOldSpec().Terminating(), TestPod.Ready()],
        };

        Assert.Equal((1, 0, false), (seen.Observe().ReadyReplicas, seen.Observe().ReadyOldReplicas, seen.Observe().IsRollingOut));
        Assert.Equal(EndpointState.Running, seen.State().State);
    }

    [Fact]
    public void An_old_replica_that_was_evicted_does_not_hold_up_the_rollout()
    {
        var seen = new Situation
        {
            ReplicaSets = [Situation.ReplicaSet(Situation.OldHash, revision: 1, replicas: 0), Situation.ReplicaSet(Situation.Hash, revision: 2)],
            Pods = [TestPod.Evicted("low on memory").OfOldSpec(), TestPod.Ready()],
        };

        Assert.Equal(EndpointState.Running, seen.State().State);
    }

    [Fact]
    public void A_paused_endpoint_says_how_to_resume() =>
        Assert.Equal(
            new StateDecision(EndpointState.Paused, Reasons.Paused, "Endpoint is paused; set spec.paused to false to resume it"), Paused().State());

    [Fact]
    public void A_paused_endpoint_tells_what_would_keep_it_from_resuming() =>
        Assert.Equal(
            $"Endpoint is paused, and cannot resume as it is: {s_blocker.Message}", (Paused() with { Blocker = s_blocker }).State().Message);

    [Fact]
    public void A_sleeping_endpoint_says_what_wakes_it() =>
        Assert.Equal(
            new StateDecision(EndpointState.ScaledToZero, Reasons.ScaledToZero, "Endpoint is scaled to zero; the next request wakes it"),
            new Situation { IsAsleep = true }.State());

    /// <summary>From the strongest to the weakest: with everything true at once, taking away the strongest shows the next.</summary>
    [Fact]
    public void Each_state_has_its_place_in_the_order_of_precedence()
    {
        var all = Situation.Rollout(TestPod.Ready().OfOldSpec(), CrashLoop) with { Blocker = s_blocker, IsAsleep = true };
        all.Endpoint.Spec.Paused = true;
        Assert.Equal((EndpointState.Paused, Reasons.Paused), Of(all.State()));

        all.Endpoint.Spec.Paused = false;
        Assert.Equal((EndpointState.UpdateFailed, Reasons.InvalidSpec), Of(all.State()));
        Assert.Equal((EndpointState.Failed, Reasons.InvalidSpec), Of((all with { Pods = [] }).State()));

        all = all with { Blocker = null };
        Assert.Equal((EndpointState.ScaledToZero, Reasons.ScaledToZero), Of(all.State()));

        all = all with { IsAsleep = false };
        Assert.Equal((EndpointState.UpdateFailed, Reasons.ContainerCrashed), Of(all.State()));

        all = all with { Pods = [TestPod.Ready().OfOldSpec(), CrashLoop.Named("b"), TestPod.Loading()] };
        Assert.Equal((EndpointState.Updating, Reasons.RollingOut), Of(all.State()));

        all = all with { ReplicaSets = [Situation.ReplicaSet(Situation.Hash, revision: 2)], Pods = [TestPod.Ready(), CrashLoop.Named("b")] };
        Assert.Equal((EndpointState.Running, Reasons.Ready), Of(all.State()));

        all = all with { Pods = [CrashLoop, TestPod.Unplaced("0/3 nodes are available").Named("b")] };
        Assert.Equal((EndpointState.Failed, Reasons.ContainerCrashed), Of(all.State()));

        all = all with { Pods = [TestPod.Loading(), TestPod.Unplaced("0/3 nodes are available").Named("b")] };
        Assert.Equal((EndpointState.Initializing, Reasons.LoadingModel), Of(all.State()));

        all = all with { Pods = [TestPod.Unplaced("0/3 nodes are available")] };
        Assert.Equal((EndpointState.Pending, Reasons.Unschedulable), Of(all.State()));
    }

    [Fact]
    public void Every_state_has_a_word_of_its_own_that_is_read_back()
    {
        var words = Enum.GetValues<EndpointState>().Select(state => state.ToWord()).ToList();

        Assert.Equal(["pending", "initializing", "running", "updating", "updateFailed", "paused", "scaledToZero", "failed"], words);
        Assert.Equal(Enum.GetValues<EndpointState>().Cast<EndpointState?>(), words.Select(EndpointStates.FromWord));
        Assert.Null(EndpointStates.FromWord(null));
        Assert.Null(EndpointStates.FromWord("hibernating"));
    }

    private static (EndpointState, string) Of(StateDecision decision) => (decision.State, decision.Reason);

    private static Situation Paused()
    {
        var seen = new Situation();
        seen.Endpoint.Spec.Paused = true;
        return seen;
    }
}
