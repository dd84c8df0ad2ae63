using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Validation;

namespace InferenceEndpoints.UnitTests.Validation;

public sealed class InstanceTypeValidatorTests
{
    [Theory]
    [MemberData(nameof(BadManifests.InstanceTypes), MemberType = typeof(BadManifests))]
    public void A_mistake_is_told_with_its_field_and_a_remedy(string field, string patch)
    {
        var error = Assert.Single(InstanceTypeValidator.Validate(Manifests.InstanceType(patch)));

        Assert.Equal(field, error.Field);
        Assert.NotEmpty(error.Remedy);
    }

    [Fact]
    public void The_default_catalogue_is_valid() => Assert.Empty(DefaultInstanceTypes.All.SelectMany(InstanceTypeValidator.Validate));

    [Theory]
    [InlineData("""{"spec": {"accelerator": "cpu", "numAccelerators": null, "resources": {"nvidia.com/gpu": null}}}""")]
    [InlineData("""{"spec": {"nodeSelector": {"nvidia.com/gpu.product": "NVIDIA-A10G", "spot": ""}, "regionLabel": "topology.kubernetes.io/region"}}""")]
    [InlineData("""{"spec": {"tolerations": [{"operator": "Exists"}, {"key": "nvidia.com/gpu", "value": "true", "effect": "NoSchedule"}]}}""")]
    public void What_is_right_is_accepted(string patch) => Assert.Empty(InstanceTypeValidator.Validate(Manifests.InstanceType(patch)));
}
