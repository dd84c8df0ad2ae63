using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.Catalogue;

public sealed class InstanceCatalogueTests
{
    private static readonly Dictionary<string, ResourceQuantity> s_resources = new() { ["nvidia.com/gpu"] = new ResourceQuantity("1") };
    private static readonly InstanceCatalogue Default = new(DefaultInstanceTypes.All);

    [Theory]
    [InlineData("nvidia-a10g", "x1", "nvidia-a10g-x1")]
    [InlineData("nvidia-a100", "x8", "nvidia-a100-x8")]
    [InlineData("intel-icl", "x2", "intel-icl-x2")]
    [InlineData("c6i", "medium", "intel-icl-x2")]
    [InlineData("g5.2xlarge", "medium", "nvidia-a10g-x1")]
    [InlineData("p4de", "xlarge", "nvidia-a100-x1")]
    public void Names_and_legacy_names_are_found(string type, string size, string expected)
    {
        var found = Assert.IsType<InstanceLookup.Found>(Default.Find(vendor: null, accelerator: null, type, size));

        Assert.Equal(expected, found.Instance.Metadata.Name);
    }

    [Theory]
    [InlineData(null, "nvidia-a10", "x1", "instance 'nvidia-a10' 'x1' is not in the catalogue; nearest: nvidia-a100 x1, nvidia-a10g x1, ")]
    [InlineData(null, "nvidia-a10g", "x8", "instance 'nvidia-a10g' 'x8' is not in the catalogue; nearest: nvidia-a10g x1, nvidia-a10g x4")]
    [InlineData("cpu", "nvidia-t4", "x1", "instance 'nvidia-t4' 'x1' has accelerator gpu, not cpu; set spec.compute.accelerator to gpu or leave it out")]
    public void What_is_missing_is_told_with_the_nearest(string? accelerator, string type, string size, string message)
    {
        var missing = Assert.IsType<InstanceLookup.Missing>(Default.Find(vendor: null, accelerator, type, size));

        Assert.StartsWith(message, missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_of_the_vendor_comes_before_a_row_of_none()
    {
        var catalogue = new InstanceCatalogue([Row("a", vendor: null), Row("b", vendor: "aws"), Row("c", vendor: "azure")]);

        Assert.Equal("b", Find(catalogue, "aws").Metadata.Name);
        Assert.Equal("a", Find(catalogue, "gcp").Metadata.Name);
    }

    [Fact]
    public void An_empty_catalogue_says_so() =>
        Assert.Contains("is not in the catalogue, which is empty", Assert.IsType<InstanceLookup.Missing>(new InstanceCatalogue([]).Find(null, null, "x", "x1")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_default_catalogue_names_everything_once_and_gives_pods_what_they_need()
    {
        var all = DefaultInstanceTypes.All;

        Assert.Equal(all.Count, all.Select(row => row.Metadata.Name).Distinct().Count());
        Assert.Equal(all.Count, all.Select(row => (row.Spec.InstanceType, row.Spec.InstanceSize)).Distinct().Count());
        var aliases = all.SelectMany(row => row.Spec.Aliases ?? []).ToList();
        Assert.Equal(aliases.Count, aliases.Distinct().Count());
        Assert.All(all, row =>
        {
            Assert.True(row.Spec.Resources["cpu"] > new ResourceQuantity("0"));
            Assert.True(row.Spec.Resources["memory"] > new ResourceQuantity("0"));
            Assert.Equal(row.Spec.Accelerator == Accelerators.Cpu, row.Spec.NumAccelerators is null or 0);
            if (row.Spec.NumAccelerators is { } count and > 0)
            {
                Assert.Contains(row.Spec.Resources, resource => resource.Key.Contains('/') && resource.Value.ToDecimal() == count);
            }
        });
    }

    private static InstanceType Find(InstanceCatalogue catalogue, string vendor) =>
        Assert.IsType<InstanceLookup.Found>(catalogue.Find(vendor, "gpu", "h100", "x1")).Instance;

    [Fact]
    public void An_invalid_row_is_not_given_to_an_endpoint()
    {
        var row = Row("mine-x1", vendor: null);
        row.Spec.NumAccelerators = 0;

        Assert.StartsWith(
            "InstanceType mine-x1 cannot be used: spec.numAccelerators: ",
            Assert.IsType<InstanceLookup.Invalid>(new InstanceCatalogue([row]).Find(null, null, "h100", "x1")).Message,
            StringComparison.Ordinal);
    }

    private static InstanceType Row(string name, string? vendor) => new()
    {
        Metadata = new V1ObjectMeta { Name = name },
        Spec = new InstanceTypeSpec { Vendor = vendor, InstanceType = "h100", InstanceSize = "x1", Accelerator = "gpu", NumAccelerators = 1, Resources = s_resources },
    };
}
