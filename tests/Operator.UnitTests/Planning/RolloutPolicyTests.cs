using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Planning;

using k8s.Models;

namespace InferenceEndpoints.Operator.UnitTests.Planning;

public sealed class RolloutPolicyTests
{
    private const string NoGpu = "0/3 nodes are available: 1 Insufficient cpu, 3 Insufficient nvidia.com/gpu";

    [Theory]
    // strategy, single writer, under way, blocked, in place: what is chosen
    [InlineData(null, false, false, false, false, "surge")]
    [InlineData("auto", false, true, false, false, "surge")]
    [InlineData("auto", false, true, true, false, "in place")]
    [InlineData("auto", false, true, false, true, "in place")] // the freed GPU is taken: it stays in place until the rollout is done
    [InlineData("auto", false, false, false, true, "surge")] // and is back to surging for the next
    [InlineData("auto", false, false, true, false, "surge")] // a first pod without room has nothing to replace
    [InlineData("auto", true, false, false, false, "in place")]
    [InlineData("surge", true, true, true, true, "surge")]
    [InlineData("recreate", false, false, false, false, "recreate")]
    public void Auto_surges_until_that_would_deadlock(
        string? strategy, bool hasSingleWriter, bool isUnderWay, bool isBlocked, bool isInPlace, string expected)
    {
        var chosen = RolloutPolicy.Choose(strategy, hasSingleWriter, new RolloutPolicy.Rollout(isUnderWay, isBlocked, isInPlace));

        Assert.Equal(expected, chosen switch
        {
            { Type: "Recreate" } => "recreate",
            _ when RolloutPolicy.IsInPlace(chosen) => "in place",
            _ => "surge",
        });
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(1, 4, true)]
    [InlineData(2, 1, false)] // giving up the old pod would not make room for the new one
    public void A_serving_pod_is_given_up_only_if_its_successor_fits_in_its_place(int wanted, int held, bool expected) =>
        Assert.Equal(expected, RolloutPolicy.WouldFitInPlace(NoGpu, Pod(gpus: wanted), [Pod(gpus: held)]));

    [Theory]
    [InlineData("0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector")]
    [InlineData("exceeded quota")]
    public void A_pod_that_no_free_gpu_would_help_replaces_nothing(string words) =>
        Assert.False(RolloutPolicy.WouldFitInPlace(words, Pod(gpus: 1), [Pod(gpus: 1)]));

    [Fact]
    public void A_rollout_without_a_spare_gpu_goes_in_place_and_the_next_one_surges_again()
    {
        var scenario = new Scenario();
        scenario.Settle();
        scenario.Spec.Model.Revision = "v2";
        scenario.Settle();
        var template = scenario.Children.Deployment!.Spec!.Template!;
        var sets = new[] { Set("old", 1, 1), Set("new", 2, 1) };
        var served = PodOf("old", template, nodeName: "node1", "True", null);
        var waiting = PodOf("new", template, nodeName: null, "False", NoGpu);
        scenario.Children = scenario.Children with { ReplicaSets = sets, Pods = [served, waiting] };

        var plan = scenario.Run();
        Assert.True(RolloutPolicy.IsInPlace(scenario.Children.Deployment!.Spec!.Strategy));
        Assert.Equal("updating", plan.Status.State);

        scenario.Children = scenario.Children with { ReplicaSets = [Set("old", 1, 0), sets[1]], Pods = [PodOf("new", template, "node1", "True", null)] };
        plan = scenario.Run();

        Assert.False(RolloutPolicy.IsInPlace(scenario.Children.Deployment!.Spec!.Strategy));
        Assert.Equal("running", plan.Status.State);
    }

    private static V1PodSpec Pod(int gpus) => new()
    {
        Containers =
        [
            new V1Container
            {
                Name = ContainerNames.Model,
                Resources = new V1ResourceRequirements
                {
                    Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("1"), ["nvidia.com/gpu"] = new($"{gpus}") },
                },
            },
        ],
    };

    private static V1ReplicaSet Set(string hash, int revision, int replicas) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = $"gemma-{hash}",
            Uid = hash,
            Labels = new Dictionary<string, string> { ["pod-template-hash"] = hash },
            Annotations = new Dictionary<string, string> { ["deployment.kubernetes.io/revision"] = $"{revision}" },
        },
        Spec = new V1ReplicaSetSpec { Replicas = replicas },
    };

    private static V1Pod PodOf(string hash, V1PodTemplateSpec template, string? nodeName, string ready, string? unschedulable) => new()
    {
        Metadata = new V1ObjectMeta { Name = $"gemma-{hash}-x", Labels = new Dictionary<string, string> { ["pod-template-hash"] = hash } },
        Spec = template.Spec! with { NodeName = nodeName },
        Status = new V1PodStatus
        {
            Phase = nodeName is null ? "Pending" : "Running",
            Conditions =
            [
                new V1PodCondition { Type = "Ready", Status = ready },
                unschedulable is null
                    ? new V1PodCondition { Type = "PodScheduled", Status = "True" }
                    : new V1PodCondition { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = unschedulable },
            ],
        },
    };
}
