using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Validation;

namespace InferenceEndpoints.UnitTests.Validation;

public sealed class InstanceTypeValidatorTests
{
    // The field that the error must name, and what is changed in a valid row (a merge patch).
    public static TheoryData<string, string> BadSpecs() => new()
    {
        { "spec.vendor", """{"spec": {"vendor": "my vendor"}}""" },
        { "spec.instanceType", """{"spec": {"instanceType": ""}}""" },
        { "spec.instanceType", """{"spec": {"instanceType": "NVIDIA A10G"}}""" },
        { "spec.instanceSize", """{"spec": {"instanceSize": null}}""" },
        { "spec.aliases[0]", """{"spec": {"aliases": ["g5.2xlarge"]}}""" },
        { "spec.aliases[1]", """{"spec": {"aliases": ["g5/medium", null]}}""" },
        { "spec.aliases", """{"spec": {"aliases": ["g5/medium", "g5/medium"]}}""" },
        { "spec.accelerator", """{"spec": {"accelerator": "tpu"}}""" },
        { "spec.numAccelerators", """{"spec": {"numAccelerators": 65}}""" },
        { "spec.numAccelerators", """{"spec": {"numAccelerators": 0}}""" },
        { "spec.numAccelerators", """{"spec": {"numAccelerators": null}}""" },
        { "spec.numAccelerators", """{"spec": {"accelerator": "cpu"}}""" },
        { "spec.resources", """{"spec": {"resources": null}}""" },
        { "spec.resources[cpu]", """{"spec": {"resources": {"cpu": "0"}}}""" },
        { "spec.resources[memory]", """{"spec": {"resources": {"memory": "-1Gi"}}}""" },
        { "spec.resources[a gpu]", """{"spec": {"resources": {"a gpu": 1}}}""" },
        { "spec.sharedMemory", """{"spec": {"sharedMemory": "0"}}""" },
        { "spec.nodeSelector[a b]", """{"spec": {"nodeSelector": {"a b": "x"}}}""" },
        { "spec.nodeSelector[gpu]", """{"spec": {"nodeSelector": {"gpu": "NVIDIA A10G"}}}""" },
        { "spec.regionLabel", """{"spec": {"regionLabel": "topology.kubernetes.io/"}}""" },
        { "spec.runtimeClassName", """{"spec": {"runtimeClassName": "Nvidia"}}""" },
        { "spec.tolerations[0].operator", """{"spec": {"tolerations": [{"operator": "Like"}]}}""" },
        { "spec.tolerations[0].effect", """{"spec": {"tolerations": [{"effect": "Never"}]}}""" },
        { "spec.tolerations[0].key", """{"spec": {"tolerations": [{"key": "a b"}]}}""" },
        { "spec.tolerations[1].value", """{"spec": {"tolerations": [{}, {"key": "a", "operator": "Exists", "value": "x"}]}}""" },
        { "spec.tolerations[0]", """{"spec": {"tolerations": [null]}}""" },
        { "spec.architecture", """{"spec": {"architecture": ""}}""" },
        { "spec.pricePerHour", """{"spec": {"pricePerHour": -1}}""" },
        { "spec.gpuMemoryGb", """{"spec": {"gpuMemoryGb": -0.5}}""" },
    };

    [Theory]
    [MemberData(nameof(BadSpecs))]
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
