using InferenceEndpoints.Capacity;
using InferenceEndpoints.States;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.States;

public sealed class WaitingStateTests
{
    private const string NoGpu = "0/3 nodes are available: 3 Insufficient nvidia.com/gpu. preemption: 0/3 nodes are available: "
        + "3 No preemption victims found for incoming pod.";

    private const string Quota = "pods \"gemma-7c9d6b5f4-q8w4z\" is forbidden: exceeded quota: gpus, requested: requests.nvidia.com/gpu=1, "
        + "used: requests.nvidia.com/gpu=4, limited: requests.nvidia.com/gpu=4";

    [Fact]
    public void An_endpoint_without_any_child_is_pending() =>
        Assert.Equal(Waiting(), new Situation { Deployment = null, ReplicaSets = [] }.State());

    [Fact]
    public void A_Deployment_without_pods_is_pending() => Assert.Equal(Waiting(), new Situation().State());

    [Fact]
    public void A_pod_that_the_scheduler_has_not_looked_at_is_pending() => Assert.Equal(Waiting(), Situation.With(TestPod.Unplaced(null)).State());

    [Fact]
    public void An_unschedulable_pod_is_pending_with_the_schedulers_words() =>
        Assert.Equal(
            Waiting(Reasons.Unschedulable, $": {NoGpu.TrimEnd('.')}"),
            Situation.With(TestPod.Unplaced(NoGpu)).State());

    [Fact]
    public void An_unschedulable_pod_that_asks_for_accelerators_is_told_how_many_are_free()
    {
        var pod = TestPod.Unplaced("0/3 nodes are available: 3 Insufficient nvidia.com/gpu.");
        pod.Spec!.Containers = [new V1Container { Resources = new V1ResourceRequirements { Requests = Gpus("4") } }];
        var seen = Situation.With(pod) with
        {
            Accelerators = ClusterAccelerators.Of(
                [new V1Node { Metadata = new V1ObjectMeta { Name = "gpu-1" }, Status = new V1NodeStatus { Allocatable = Gpus("2") } }], []),
        };

        Assert.Equal(
            Waiting(
                Reasons.Unschedulable,
                ": 0/3 nodes are available: 3 Insufficient nvidia.com/gpu. It needs 4 nvidia.com/gpu on one node; 2 of 2 are free in the cluster, "
                + "at most 2 on one node that fits"),
            seen.State());

        static Dictionary<string, ResourceQuantity> Gpus(string count) => new() { ["nvidia.com/gpu"] = count };
    }

    [Fact]
    public void A_pod_that_waits_for_a_node_never_times_out()
    {
        var seen = Situation.With(TestPod.Unplaced(NoGpu));

        Assert.Equal(EndpointState.Pending, seen.State(Situation.Now.AddYears(1)).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_refused_pod_is_pending_with_the_API_servers_words(bool isInReplicaSet)
    {
        var ofSet = new V1ReplicaSetCondition { Type = "ReplicaFailure", Status = "True", Reason = "FailedCreate", Message = Quota };
        var ofDeployment = new V1DeploymentCondition { Type = "ReplicaFailure", Status = "True", Reason = "FailedCreate", Message = Quota };
        var seen = new Situation();
        seen = isInReplicaSet
            ? seen with { ReplicaSets = [Situation.ReplicaSet(Situation.Hash, revision: 2, replicas: 1, ofSet)] }
            : seen with { Deployment = seen.Deployment! with { Status = new V1DeploymentStatus { ObservedGeneration = 3, Conditions = [ofDeployment] } } };

        Assert.Equal(Waiting(Reasons.CreationRefused, $": {Quota}"), seen.State());
    }

    [Fact]
    public void A_refusal_that_is_over_is_not_told()
    {
        var over = new V1ReplicaSetCondition { Type = "ReplicaFailure", Status = "False", Message = Quota };

        Assert.Equal(Waiting(), new Situation { ReplicaSets = [Situation.ReplicaSet(Situation.Hash, revision: 2, replicas: 1, over)] }.State());
    }

    [Fact]
    public void An_evicted_replica_whose_replacement_waits_for_a_node_is_pending() =>
        Assert.Equal(
            Waiting(Reasons.Unschedulable, ": 0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }"),
            Situation.With(
                TestPod.Evicted("The node was low on resource: ephemeral-storage.").Named("gone"),
                TestPod.Unplaced("0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }.")).State());

    [Fact]
    public void A_placed_pod_that_pulls_images_is_initializing() =>
        AssertStarting(TestPod.Pulling(), Reasons.PreparingContainers, "pulling images and preparing containers");

    [Fact]
    public void A_pod_whose_download_runs_is_initializing() =>
        AssertStarting(TestPod.Downloading(), Reasons.DownloadingModel, "downloading the model");

    [Theory]
    [InlineData(0, 5_476_083_302, "0.0 of 5.1 GiB (0 %)")]
    [InlineData(3_435_973_836, 5_476_083_302, "3.2 of 5.1 GiB (62 %)")]
    [InlineData(5_476_083_301, 5_476_083_302, "5.1 of 5.1 GiB (99 %)")]
    [InlineData(1_572_864, 4_194_304, "1.5 of 4.0 MiB (37 %)")]
    [InlineData(512, 1_024, "0.5 of 1.0 KiB (50 %)")]
    [InlineData(long.MaxValue, long.MaxValue, "8589934592.0 of 8589934592.0 GiB (100 %)")]
    public void A_download_whose_progress_is_known_says_how_much_is_there(long done, long total, string words) =>
        Assert.Equal(
            new StateDecision(EndpointState.Initializing, Reasons.DownloadingModel, $"Endpoint is starting: downloading the model, {words}"),
            (Situation.With(TestPod.Downloading()) with { Download = new DownloadProgress(done, total) }).State() with { RecheckAt = null });

    [Fact]
    public void A_progress_is_of_no_interest_once_the_model_is_there() =>
        Assert.DoesNotContain(
            "GiB", (Situation.With(TestPod.Loading()) with { Download = new DownloadProgress(1, 1L << 30) }).State().Message, StringComparison.Ordinal);

    [Fact]
    public void A_pod_whose_model_server_runs_without_being_ready_is_initializing() =>
        AssertStarting(TestPod.Loading(), Reasons.LoadingModel, "loading the model");

    [Fact]
    public void The_furthest_replica_tells_what_is_going_on() =>
        Assert.Equal(
            Reasons.DownloadingModel,
            Situation.With(TestPod.Pulling().Named("a"), TestPod.Downloading().Named("b"), TestPod.Pulling().Named("c")).State().Reason);

    [Fact]
    public void A_starting_replica_outweighs_a_failing_one_and_tells_of_it()
    {
        var state = Situation.With(
            TestPod.Loading().Named("a"), TestPod.ModelIs(TestPod.Waiting("ErrImagePull", "not found")).Named("b")).State();

        Assert.Equal(EndpointState.Initializing, state.State);
        Assert.Contains("; a replica fails: image", state.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_crash_at_the_start_is_no_failure_yet() =>
        Assert.Equal(
            EndpointState.Initializing,
            Situation.With(TestPod.ModelIs(TestPod.Running(Situation.Now.UtcDateTime), TestPod.Ended(1, "bad luck"), restarts: 1)).State().State);

    [Fact]
    public void A_starting_replica_is_looked_at_again_at_its_deadline()
    {
        var state = Situation.With(TestPod.Loading()).State();

        Assert.Equal(new DateTimeOffset(TestPod.Placed.AddHours(1)), state.RecheckAt);
    }

    [Fact]
    public void A_pod_that_is_being_deleted_does_not_count_as_starting() =>
        Assert.Equal(Waiting(), Situation.With(TestPod.Loading().Terminating()).State());

    [Fact]
    public void A_pod_that_has_ended_does_not_count()
    {
        // The kubelet refused it; the ReplicaSet makes another one.
        var pod = TestPod.Evicted("Pod was rejected: Allocate failed due to no healthy devices present");
        pod.Status!.Reason = "UnexpectedAdmissionError";

        Assert.Equal(Waiting(), Situation.With(pod).State());
    }

    private static StateDecision Waiting(string reason = Reasons.WaitingForPlacement, string more = "") =>
        new(EndpointState.Pending, reason, $"Endpoint waiting to be scheduled{more}");

    private static void AssertStarting(V1Pod pod, string reason, string doing) =>
        Assert.Equal(
            new StateDecision(EndpointState.Initializing, reason, $"Endpoint is starting: {doing}"),
            Situation.With(pod).State() with { RecheckAt = null });
}
