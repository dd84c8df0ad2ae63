using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Desired;

namespace InferenceEndpoints.Operator.UnitTests.Planning;

/// <summary>Where replicas may be whose model's volume one node at a time can use.</summary>
public sealed class OneNodeTests
{
    private readonly Scenario scenario = new();

    [Theory]
    [InlineData(null, true)]
    [InlineData(AccessModes.ReadWriteOnce, true)]
    [InlineData(AccessModes.ReadWriteMany, false)]
    public void Replicas_with_a_claim_of_their_own_share_a_node_unless_several_may_use_it(string? mode, bool isOnOneNode)
    {
        scenario.Spec.Model.Storage = new StorageSpec { PersistentVolumeClaim = new PersistentVolumeClaimStorage { Size = "1Gi", AccessMode = mode } };
        scenario.Settle();

        AssertOneNode(isOnOneNode ? "gemma-model" : null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Replicas_with_a_claim_of_others_share_a_node_unless_several_may_use_it(bool isOnOneNode)
    {
        UseClaim("models");
        scenario.IsOnOneNode = isOnOneNode;
        scenario.Settle();

        AssertOneNode(isOnOneNode ? "models" : null);
    }

    [Fact]
    public void A_drain_of_their_node_is_not_held_up_by_replicas_that_can_be_nowhere_else()
    {
        UseClaim("models");
        scenario.Scaling.MaxReplica = 3;
        scenario.Settle();
        Assert.NotNull(scenario.Children.DisruptionBudget);

        scenario.IsOnOneNode = true;
        scenario.Settle();

        Assert.Null(scenario.Children.DisruptionBudget);
    }

    [Fact]
    public void Replicas_that_no_node_could_take_before_their_claim_was_there_follow_it()
    {
        UseClaim("models");
        scenario.Settle();
        scenario.IsOnOneNode = true;
        scenario.Settle();

        AssertOneNode("models");
    }

    [Fact]
    public void Replicas_that_ever_reached_a_node_are_not_restarted_by_what_is_learned_of_their_claim()
    {
        UseClaim("models");
        scenario.Settle();
        scenario.PlacePod();
        scenario.Run();
        scenario.IsOnOneNode = true;
        scenario.Settle();

        AssertOneNode(null);
    }

    [Fact]
    public void A_claim_whose_name_is_too_long_for_a_label_has_one_that_fits_and_is_no_other_claims()
    {
        var name = new string('a', 52) + "." + new string('b', 200);

        var label = ClaimAffinity.LabelValue(name);

        Assert.Matches("^[a-z0-9]([-.a-z0-9]{0,61}[a-z0-9])?$", label);
        Assert.NotEqual(label, ClaimAffinity.LabelValue(name + "b"));
        Assert.Equal("models", ClaimAffinity.LabelValue("models"));
    }

    private void UseClaim(string name) =>
        scenario.Spec.Model.Storage = new StorageSpec { PersistentVolumeClaim = new PersistentVolumeClaimStorage { ExistingClaim = name } };

    /// <param name="claim">Its pods share a node; null: they need not.</param>
    private void AssertOneNode(string? claim)
    {
        var template = scenario.Children.Deployment!.Spec!.Template!;
        var term = template.Spec!.Affinity?.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.Single();

        Assert.Equal(claim, term?.LabelSelector!.MatchLabels![ChildLabels.ModelClaim]);
        Assert.Equal(claim, template.Metadata!.Labels!.TryGetValue(ChildLabels.ModelClaim, out var label) ? label : null);
        Assert.Equal(claim is null ? 1 : 0, template.Spec.TopologySpreadConstraints?.Count ?? 0);
    }
}
