using InferenceEndpoints.Capacity;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.Capacity;

public sealed class ClusterAcceleratorsTests
{
    private const string Gpu = "nvidia.com/gpu";

    [Theory]
    [InlineData("a=8 b=8", "a:6 b:4", 4, "6 of 16 are free in the cluster, at most 4 on one node that fits")]
    [InlineData("a=8 b=8", "a:6 b:2 b:2", 8, "6 of 16 are free in the cluster, at most 4 on one node that fits")]
    [InlineData("a=8 b=0", "", 9, "8 of 8 are free in the cluster, at most 8 on one node that fits")]
    [InlineData("a=1", "a:1", 1, "0 of 1 are free in the cluster")]
    [InlineData("a=1", "a:2", 1, "0 of 1 are free in the cluster")] // a device is broken, and its pod still runs
    [InlineData("a=0 b=0", "", 1, "no node has any")]
    [InlineData("", "", 1, "no node has any")]
    public void What_is_free_is_what_nodes_have_without_what_pods_hold(string nodes, string pods, int wanted, string there)
    {
        var cluster = ClusterAccelerators.Of(
            Split(nodes, '=').Select(node => Node(node.Name, node.Count)), Split(pods, ':').Select(pod => On(pod.Name, Asking(pod.Count))));

        Assert.Equal($"It needs {wanted} nvidia.com/gpu on one node; {there}", cluster.Describe(Asking(wanted)));
    }

    [Theory]
    [InlineData("gpu=a10g", "", 2)]
    [InlineData("gpu=h100", "", 8)]
    [InlineData("", "", 8)]
    [InlineData("gpu=l4", "", 0)]
    [InlineData("", "dedicated=ml:NoSchedule", 0)]
    [InlineData("", "dedicated=ml:NoExecute", 0)]
    [InlineData("", "dedicated=ml:PreferNoSchedule", 8)]
    public void Only_nodes_that_the_pod_may_run_on_fit_it(string selector, string taints, int atMost)
    {
        var cluster = ClusterAccelerators.Of([Node("a", 2, "gpu=a10g", taints), Node("b", 8, "gpu=h100", taints)], []);
        var pod = Asking(9);
        pod.Spec!.NodeSelector = Pairs(selector);

        var most = atMost == 0 ? "none on a node that fits" : $"at most {atMost} on one node that fits";
        Assert.EndsWith($"10 of 10 are free in the cluster, {most}", cluster.Describe(pod), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dedicated", "Equal", "ml", "NoSchedule", true)]
    [InlineData("dedicated", null, "ml", null, true)]
    [InlineData("dedicated", "Exists", null, null, true)]
    [InlineData(null, "Exists", null, null, true)]
    [InlineData("dedicated", "Equal", "web", null, false)]
    [InlineData("other", "Exists", null, null, false)]
    [InlineData("dedicated", "Exists", null, "NoExecute", false)]
    public void A_taint_that_the_pod_tolerates_does_not_keep_it_away(string? key, string? comparison, string? value, string? effect, bool fits)
    {
        var cluster = ClusterAccelerators.Of([Node("a", 2, "", "dedicated=ml:NoSchedule")], []);
        var pod = Asking(4);
        pod.Spec!.Tolerations = [new V1Toleration { Key = key, OperatorProperty = comparison, Value = value, Effect = effect }];

        Assert.Equal(fits, cluster.Describe(pod)!.Contains("at most 2", StringComparison.Ordinal));
    }

    [Fact]
    public void Mig_instances_and_time_slices_are_counted_by_their_own_names()
    {
        var node = Node("a", 4);
        node.Status!.Allocatable!["nvidia.com/mig-3g.40gb"] = "2";
        var cluster = ClusterAccelerators.Of([node], [On("a", Asking(1, "nvidia.com/mig-3g.40gb"))]);

        Assert.Equal(
            "It needs 2 nvidia.com/mig-3g.40gb on one node; 1 of 2 are free in the cluster, at most 1 on one node that fits",
            cluster.Describe(Asking(2, "nvidia.com/mig-3g.40gb")));
    }

    [Fact]
    public void An_init_container_gives_back_what_it_holds_before_the_others_start()
    {
        var pod = Asking(2);
        pod.Spec!.InitContainers = [Asking(3).Spec!.Containers![0], Asking(1).Spec!.Containers![0]];
        pod.Spec.Containers!.Add(Asking(2).Spec!.Containers![0]);

        Assert.Equal(4, AcceleratorRequests.Of(pod).Single().Count);
        Assert.Equal(3, AcceleratorRequests.Of(pod with { Spec = pod.Spec with { Containers = Asking(2).Spec!.Containers } }).Single().Count);
    }

    [Fact]
    public void A_pod_without_accelerators_is_told_nothing()
    {
        var pod = Asking(0);
        pod.Spec!.Containers![0].Resources!.Requests!["cpu"] = "4";

        Assert.Null(ClusterAccelerators.Of([Node("a", 4)], []).Describe(pod));
    }

    [Fact]
    public void Only_a_pod_that_the_scheduler_found_no_node_for_waits()
    {
        var unschedulable = new V1PodStatus { Conditions = [new V1PodCondition { Type = "PodScheduled", Status = "False" }] };

        Assert.True(ClusterAccelerators.AreWaitedForBy(Asking(1) with { Status = unschedulable }));
        Assert.False(ClusterAccelerators.AreWaitedForBy(Asking(0) with { Status = unschedulable }));
        Assert.False(ClusterAccelerators.AreWaitedForBy(Asking(1)));
        Assert.False(ClusterAccelerators.AreWaitedForBy(On("a", Asking(1)) with { Status = unschedulable }));
    }

    private static V1Node Node(string name, int gpus, string labels = "", string taints = "") => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Labels = Pairs(labels) },
        Spec = new V1NodeSpec
        {
            Taints =
            [
                .. taints.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(taint => taint.Split('=', ':'))
                    .Select(taint => new V1Taint { Key = taint[0], Value = taint[1], Effect = taint[2] }),
            ],
        },
        Status = new V1NodeStatus { Allocatable = new Dictionary<string, ResourceQuantity> { ["cpu"] = "64", [Gpu] = $"{gpus}" } },
    };

    private static V1Pod Asking(int count, string resource = Gpu) => new()
    {
        Spec = new V1PodSpec
        {
            Containers = [new V1Container { Resources = new V1ResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { [resource] = $"{count}" } } }],
        },
    };

    private static V1Pod On(string node, V1Pod pod) => pod with { Spec = pod.Spec! with { NodeName = node } };

    private static IEnumerable<(string Name, int Count)> Split(string text, char separator) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split(separator)).Select(part => (part[0], int.Parse(part[1], null)));

    private static Dictionary<string, string> Pairs(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
}
