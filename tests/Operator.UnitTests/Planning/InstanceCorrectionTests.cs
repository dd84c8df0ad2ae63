using InferenceEndpoints.Entities;

using k8s.Models;

namespace InferenceEndpoints.Operator.UnitTests.Planning;

/// <summary>What a change of an InstanceType does to endpoints that were accepted before.</summary>
public sealed class InstanceCorrectionTests
{
    private readonly Scenario scenario = new();

    public InstanceCorrectionTests()
    {
        Ask("nvidia.com/typo", generation: 1);
        scenario.Settle();
    }

    [Fact]
    public void An_endpoint_that_no_node_could_take_follows_its_corrected_instance_type()
    {
        Ask("nvidia.com/gpu", generation: 2);
        scenario.Settle();

        Assert.Equal(["nvidia.com/gpu"], Accelerators());
        Assert.Equal(2, scenario.Children.Revisions.Max(revision => revision.Revision));
    }

    [Fact]
    public void An_endpoint_that_ever_reached_a_node_keeps_its_pod_template()
    {
        scenario.Endpoint.Status!.PlacedRevision = scenario.Children.Revisions.Single().Metadata.Name;
        Ask("nvidia.com/gpu", generation: 2);

        Assert.Empty(scenario.Settle().Changes);
        Assert.Equal(["nvidia.com/typo"], Accelerators());
    }

    [Fact]
    public void A_corrected_instance_type_that_changes_nothing_of_the_pod_restarts_nothing()
    {
        Row().Spec.PricePerHour = 7;
        Row().Metadata.Generation = 2;
        var before = scenario.Children.Deployment;
        scenario.Settle();

        Assert.Same(before, scenario.Children.Deployment);
    }

    [Fact]
    public void An_operator_with_other_defaults_leaves_a_waiting_endpoint_as_it_is()
    {
        scenario.Options.Models.TerminationGracePeriodSeconds = 7;

        Assert.Empty(scenario.Plan().Changes);
    }

    [Fact]
    public void A_replica_that_reaches_a_node_is_remembered_with_its_revision()
    {
        Assert.Null(scenario.Endpoint.Status!.PlacedRevision);
        scenario.PlacePod();

        Assert.Equal(scenario.Children.Revisions.Single().Metadata.Name, scenario.Run().Status.PlacedRevision);
        scenario.Children = scenario.Children with { Pods = [] };
        Assert.NotNull(scenario.Run().Status.PlacedRevision);
    }

    private InstanceType Row() => scenario.Instances.Single(row => row.Metadata.Name == "nvidia-a10g-x1");

    private void Ask(string resource, long generation)
    {
        var old = Row();
        scenario.Instances.Remove(old);
        scenario.Instances.Add(new InstanceType
        {
            Metadata = new V1ObjectMeta { Name = old.Metadata.Name, Uid = "row", Generation = generation },
            Spec = new InstanceTypeSpec
            {
                InstanceType = old.Spec.InstanceType,
                InstanceSize = old.Spec.InstanceSize,
                Accelerator = old.Spec.Accelerator,
                NumAccelerators = 1,
                Resources = new Dictionary<string, ResourceQuantity> { [resource] = new("1") },
            },
        });
    }

    private IEnumerable<string> Accelerators() =>
        scenario.Children.Deployment!.Spec!.Template!.Spec!.Containers!.Single(container => container.Name == ContainerNames.Model).Resources!.Requests!.Keys;
}
