using InferenceEndpoints.Operator.Planning;

using k8s.Models;

namespace InferenceEndpoints.Operator.UnitTests.Planning;

public sealed class DesiredObjectsTests
{
    private readonly DesiredObjects objects = new();
    private readonly DesiredOrigin origin = new("uid", Generation: 1);
    private int built;

    [Fact]
    public void What_was_found_as_it_should_be_is_not_built_again_while_neither_changes()
    {
        var live = Applied("a");

        Assert.All(Enumerable.Range(0, 3), _ => Assert.Null(objects.Changed(origin with { }, () => Build("a"), live)));

        Assert.Equal(1, built);
    }

    [Fact]
    public void An_object_that_somebody_changed_is_compared_again()
    {
        var live = Applied("a");
        Assert.Null(objects.Changed(origin, () => Build("a"), live));
        var edited = live with { Spec = live.Spec! with { Type = "NodePort" } };

        Assert.Equal("spec.type had drifted", objects.Changed(origin, () => Build("a"), edited)?.Reason);
        Assert.Equal("spec.type had drifted", objects.Changed(origin, () => Build("a"), edited)?.Reason);
    }

    [Fact]
    public void Another_generation_of_the_spec_is_built_and_compared()
    {
        var live = Applied("a");
        Assert.Null(objects.Changed(origin, () => Build("a"), live));

        Assert.Equal("changed", objects.Changed(origin with { Generation = 2 }, () => Build("b"), live)?.Reason);
    }

    [Fact]
    public void Where_nobody_counts_generations_everything_is_compared()
    {
        var live = Applied("a");
        Assert.Null(objects.Changed(origin with { Generation = null }, () => Build("a"), live));

        Assert.Equal("changed", objects.Changed(origin with { Generation = null }, () => Build("b"), live)?.Reason);
    }

    [Fact]
    public void What_an_apply_was_answered_is_not_compared_with_what_was_applied()
    {
        var apply = objects.Changed(origin, () => Build("a"), live: null)!;
        var answer = (V1Service)apply.Desired with { Spec = new V1ServiceSpec { Type = "changed by a webhook" } };
        objects.Settle(answer, apply.Origin);

        Assert.Null(objects.Changed(origin with { }, () => Build("a"), answer));
        Assert.Equal("changed", objects.Changed(origin with { Generation = 2 }, () => Build("b"), answer)?.Reason);
    }

    private V1Service Applied(string name)
    {
        var applied = (V1Service)objects.Changed(origin, () => Build(name), live: null)!.Desired;
        built = 0;
        return applied;
    }

    private V1Service Build(string port)
    {
        built++;
        return new V1Service
        {
            Metadata = new V1ObjectMeta { Name = "gemma" },
            Spec = new V1ServiceSpec { Type = "ClusterIP", Ports = [new V1ServicePort { Name = port, Port = 80 }] },
        };
    }
}
