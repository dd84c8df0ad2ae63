using InferenceEndpoints.States;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.States;

public sealed class FailedStateTests
{
    private const string NotFound = "rpc error: code = NotFound desc = failed to resolve reference: tgi:9: not found";
    private const string ImageRemedy = "Check the image's name and tag, and the credentials if its registry is private";

    [Theory]
    [InlineData("ErrImagePull", NotFound, $": {NotFound}")]
    [InlineData("ErrImagePull", null, "")]
    [InlineData("InvalidImageName", "invalid reference format", ": invalid reference format")]
    [InlineData("ErrImageNeverPull", "Container image is not present with pull policy of Never", ": Container image is not present with pull policy of Never")]
    [InlineData("ImagePullBackOff", $"Back-off pulling image \"{TestPod.Image}\"", "")]
    [InlineData("ImagePullBackOff", $"Back-off pulling image \"{TestPod.Image}\": ErrImagePull: {NotFound}", $": ErrImagePull: {NotFound}")]
    public void An_image_that_cannot_be_pulled_fails_with_the_kubelets_words(string reason, string? kubelet, string told)
    {
        var pod = TestPod.ModelIs(TestPod.Waiting(reason, kubelet));

        AssertFailed(Reasons.ImagePullFailed, $"image '{TestPod.Image}' cannot be pulled{told}. {ImageRemedy}", pod);
    }

    [Fact]
    public void The_cause_of_a_failed_pull_stays_while_the_kubelet_backs_off()
    {
        var first = Situation.With(TestPod.ModelIs(TestPod.Waiting("ErrImagePull", NotFound))).State();
        var backingOff = Situation.With(TestPod.ModelIs(TestPod.Waiting("ImagePullBackOff", $"Back-off pulling image \"{TestPod.Image}\"")));

        Assert.Equal(first, (backingOff with { Previous = first }).State());
    }

    [Fact]
    public void A_new_cause_of_the_same_failure_takes_the_place_of_the_old_one()
    {
        var first = Situation.With(TestPod.ModelIs(TestPod.Waiting("ErrImagePull", NotFound))).State();
        var second = Situation.With(TestPod.ModelIs(TestPod.Waiting("ErrImagePull", "401 Unauthorized"))) with { Previous = first };

        Assert.Contains("401 Unauthorized", second.State().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cause_of_another_failure_does_not_stay()
    {
        var previous = Situation.With(TestPod.ModelIs(TestPod.Waiting("CreateContainerConfigError", "secret \"hf\" not found"))).State();
        var backingOff = Situation.With(TestPod.ModelIs(TestPod.Waiting("ImagePullBackOff")));

        Assert.DoesNotContain("secret", (backingOff with { Previous = previous }).State().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret \"hf\" not found")]
    [InlineData("couldn't find key token in Secret team-a/hf")]
    public void A_missing_secret_or_key_fails_with_its_name(string kubelet) =>
        AssertFailed(
            Reasons.ConfigurationError,
            $"container 'download' cannot be created: {kubelet}. Create what is missing, or correct model.secrets, model.command or the template",
            TestPod.DownloadIs(TestPod.Waiting("CreateContainerConfigError", kubelet)));

    [Fact]
    public void A_crash_loop_fails_with_the_exit_code_and_the_last_lines_of_the_log() =>
        AssertFailed(
            Reasons.ContainerCrashed,
            "container 'model' crashes with exit code 1: File \"server.py\", line 7 | raise ValueError | ValueError: unknown model type 'gemma9'",
            TestPod.ModelIs(
                TestPod.Waiting("CrashLoopBackOff", "back-off 10s restarting failed container"),
                TestPod.Ended(1, "Traceback:\n  File \"server.py\", line 7\n    raise ValueError\nValueError: unknown model type 'gemma9'\n"),
                restarts: 1));

    [Theory]
    [InlineData(126, ". Check model.command")]
    [InlineData(127, ". Check model.command")]
    [InlineData(137, ". The kubelet stopped it: check the port and the health route")]
    [InlineData(143, ". The kubelet stopped it: check the port and the health route")]
    [InlineData(2, "")]
    [InlineData(0, "")]
    public void The_exit_code_of_a_crash_loop_tells_the_remedy(int exitCode, string remedy) =>
        AssertFailed(
            Reasons.ContainerCrashed,
            $"container 'model' crashes with exit code {exitCode}{remedy}",
            TestPod.ModelIs(TestPod.Waiting("CrashLoopBackOff"), TestPod.Ended(exitCode), restarts: 1));

    [Fact]
    public void A_container_that_ran_out_of_memory_says_so() =>
        AssertFailed(
            Reasons.OutOfMemory,
            "container 'model' ran out of memory: loading shard 2 of 4. Choose a larger instance or a smaller model",
            TestPod.ModelIs(TestPod.Waiting("CrashLoopBackOff"), TestPod.Ended(137, "loading shard 2 of 4", reason: "OOMKilled"), restarts: 1));

    [Fact]
    public void A_failed_download_fails_with_the_hubs_words_and_without_its_token() =>
        AssertFailed(
            Reasons.ModelDownloadFailed,
            "the model could not be downloaded with exit code 1: 403 Forbidden: google/gemma-1.1-2b-it is gated, and hf_*** has no access. "
            + "Check model.repository and model.revision, and HF_TOKEN in model.secrets if the model is gated",
            TestPod.DownloadIs(
                TestPod.Waiting("CrashLoopBackOff"),
                TestPod.Ended(1, "403 Forbidden: google/gemma-1.1-2b-it is gated, and hf_ABCDEFGHIJ0123456789 has no access.\n"),
                restarts: 1));

    [Fact]
    public void An_evicted_replica_fails_with_the_nodes_words() =>
        AssertFailed(
            Reasons.Evicted,
            "the node evicted a replica: Usage of EmptyDir volume \"repository\" exceeds the limit \"1Gi\". "
            + "Give spec.model.storage more room or choose a larger instance",
            TestPod.Evicted("Usage of EmptyDir volume \"repository\" exceeds the limit \"1Gi\". "));

    [Fact]
    public void A_replica_that_served_on_a_node_that_is_silent_fails_with_the_nodes_name_until_it_is_replaced()
    {
        var lost = TestPod.OnSilentNode();

        AssertFailed(
            Reasons.NodeLost,
            "node 'gpu-1' does not answer. Kubernetes replaces the replica when the node stays away, after five minutes unless tolerations say otherwise",
            lost);
        Assert.Equal(EndpointState.Initializing, Situation.With(lost, TestPod.Pulling().Named("b")).State().State);
        Assert.Equal(EndpointState.Running, Situation.With(lost, TestPod.Ready().Named("b")).State().State);
    }

    [Fact]
    public void A_replica_that_waits_for_a_gate_of_its_template_is_not_on_a_lost_node()
    {
        var gated = TestPod.OnSilentNode();
        gated.Spec!.ReadinessGates = [new V1PodReadinessGate { ConditionType = "example.com/registered" }];

        Assert.Equal(EndpointState.Initializing, Situation.With(gated).State().State);
    }

    [Theory]
    [InlineData("pulling", "images are still being pulled or volumes mounted")]
    [InlineData("downloading", "the model is still being downloaded")]
    [InlineData("loading", "the model server does not answer its health route yet")]
    public void A_replica_that_takes_too_long_says_what_it_was_doing(string phase, string doing)
    {
        var pod = phase switch { "pulling" => TestPod.Pulling(), "downloading" => TestPod.Downloading(), _ => TestPod.Loading() };

        var state = Situation.With(pod).State(new DateTimeOffset(TestPod.Placed.AddHours(1)));

        Assert.Equal(
            new StateDecision(
                EndpointState.Failed,
                Reasons.StartupTimeout,
                $"Endpoint failed: no replica became ready within 3600 seconds of being placed on a node: {doing}. "
                + "Raise spec.model.startupTimeoutSeconds if this is normal; else check the port, the health route and the logs"),
            state);
    }

    [Fact]
    public void A_replica_has_its_whole_time_and_a_fraction_less_is_not_too_long()
    {
        var seen = Situation.With(TestPod.Loading());
        seen.Endpoint.Spec.Model.StartupTimeoutSeconds = 600;
        var deadline = new DateTimeOffset(TestPod.Placed.AddMinutes(10));

        Assert.Equal(EndpointState.Initializing, seen.State(deadline.AddTicks(-1)).State);
        Assert.Equal(EndpointState.Failed, seen.State(deadline).State);
    }

    [Fact]
    public void A_replica_that_stopped_being_ready_gets_its_time_anew()
    {
        var pod = TestPod.Loading();
        pod.Status!.Conditions!.Single(condition => condition.Type == "Ready").LastTransitionTime = TestPod.Placed.AddHours(5);

        Assert.Equal(EndpointState.Initializing, Situation.With(pod).State(new DateTimeOffset(TestPod.Placed.AddHours(5.5))).State);
    }

    [Fact]
    public void Of_several_failures_the_one_that_the_user_can_put_right_is_told() =>
        Assert.Equal(
            Reasons.ConfigurationError,
            Situation.With(
                TestPod.ModelIs(TestPod.Waiting("CrashLoopBackOff"), TestPod.Ended(1), restarts: 3).Named("a"),
                TestPod.ModelIs(TestPod.Waiting("ErrImagePull", NotFound)).Named("b"),
                TestPod.DownloadIs(TestPod.Waiting("CreateContainerConfigError", "secret \"hf\" not found")).Named("c")).State().Reason);

    [Fact]
    public void A_failing_replica_outweighs_one_that_waits_for_a_node() =>
        Assert.Equal(
            EndpointState.Failed,
            Situation.With(
                TestPod.ModelIs(TestPod.Waiting("ErrImagePull", NotFound)).Named("a"),
                TestPod.Unplaced("0/3 nodes are available").Named("b")).State().State);

    [Fact]
    public void A_blocked_spec_fails_with_the_blockers_words() =>
        Assert.Equal(
            new StateDecision(EndpointState.Failed, Reasons.UnknownInstanceType, "Endpoint failed: instance 'nvidia-a10' 'x1' is not in the catalogue"),
            new Situation { Blocker = new Blocker(Reasons.UnknownInstanceType, "instance 'nvidia-a10' 'x1' is not in the catalogue") }.State());

    [Fact]
    public void Long_words_of_others_are_cut_to_fit_a_status()
    {
        var message = Situation.With(TestPod.ModelIs(TestPod.Waiting("ErrImagePull", new string('x', 5_000)))).State().Message;

        Assert.InRange(message.Length, 400, 700);
        Assert.EndsWith($"x.... {ImageRemedy}", message, StringComparison.Ordinal);
    }

    private static void AssertFailed(string reason, string message, V1Pod pod) =>
        Assert.Equal(
            new StateDecision(EndpointState.Failed, reason, $"Endpoint failed: {message}"),
            Situation.With(pod).State() with { RecheckAt = null });
}
