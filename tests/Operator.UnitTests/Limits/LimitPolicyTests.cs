using InferenceEndpoints.Operator.Limits;
using InferenceEndpoints.Operator.Settings;

namespace InferenceEndpoints.Operator.UnitTests.Limits;

public sealed class LimitPolicyTests
{
    private readonly LimitOptions limit = new();

    [Fact]
    public void Of_those_who_wait_for_one_place_the_oldest_gets_it()
    {
        limit.Endpoints = 1;

        Assert.Null(Refusal(Waiting(1), Waiting(2)));
        Assert.Equal(
            "namespace team-a may have 1 endpoints, and 1 are before this one; delete or pause one, or ask for more (Operator:Limits)",
            Refusal(Waiting(2), Waiting(1)));
    }

    [Fact]
    public void What_runs_is_not_stopped_for_an_older_one_nor_for_a_lower_limit()
    {
        limit.Endpoints = 1;
        limit.Accelerators = 1;

        Assert.NotNull(Refusal(Waiting(1), Running(2)));
        Assert.Null(Refusal(Running(2, accelerators: 8), Waiting(1), Running(3)));
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(
        3,
        "namespace team-a may use 4 accelerators, and 2 are in use or waited for; this endpoint needs 3 with all its replicas: "
            + "lower maxReplica, delete or pause another, or ask for more (Operator:Limits)")]
    public void Accelerators_of_all_replicas_count(int accelerators, string? refusal)
    {
        limit.Accelerators = 4;

        Assert.Equal(refusal, Refusal(Waiting(2, accelerators), Running(1, accelerators: 2)));
    }

    [Fact]
    public void A_small_one_does_not_overtake_an_older_one_that_waits_for_room()
    {
        limit.Accelerators = 4;

        Assert.NotNull(Refusal(Waiting(3, accelerators: 1), Running(1, accelerators: 1), Waiting(2, accelerators: 4)));
        Assert.Null(Refusal(Waiting(2, accelerators: 4), Waiting(3, accelerators: 1)));
    }

    [Fact]
    public void Nobody_waits_behind_one_that_can_never_fit()
    {
        limit.Accelerators = 4;
        limit.InstanceTypes = "nvidia-l4";

        Assert.Null(Refusal(Waiting(2, accelerators: 4), Waiting(1, accelerators: 5)));
        Assert.Null(Refusal(Waiting(2, accelerators: 4), Waiting(1, accelerators: 1) with { InstanceType = "nvidia-a100" }));
    }

    [Fact]
    public void A_CPU_is_no_accelerator()
    {
        limit.Accelerators = 0;

        Assert.Null(Refusal(Waiting(1, accelerators: 0)));
    }

    [Fact]
    public void Only_the_named_instance_types_may_be_used()
    {
        limit.InstanceTypes = "intel-spr, nvidia-t4";

        Assert.Equal(
            "namespace team-a may use intel-spr, nvidia-t4, not nvidia-l4; choose one of those, or ask for more (Operator:Limits)", Refusal(Waiting(1)));
    }

    [Fact]
    public void What_does_not_fit_alone_never_will()
    {
        limit.Endpoints = 1;
        limit.Accelerators = 4;

        Assert.Null(LimitPolicy.Never(NamespaceLimit.Of(limit), "team-a", Waiting(2, accelerators: 4)));
        Assert.Equal("spec.compute.scaling.maxReplica", LimitPolicy.Never(NamespaceLimit.Of(limit), "team-a", Running(2, accelerators: 5))!.Field);
    }

    private string? Refusal(Claim claim, params Claim[] others) => LimitPolicy.Refusal(NamespaceLimit.Of(limit), "team-a", claim, others)?.Message;

    private static Claim Waiting(int second, int accelerators = 1) => new((DateTime.UnixEpoch.AddSeconds(second), "gemma"), accelerators, "nvidia-l4", IsGranted: false);

    private static Claim Running(int second, int accelerators = 1) => Waiting(second, accelerators) with { IsGranted = true };
}
