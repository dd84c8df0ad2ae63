using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;

namespace InferenceEndpoints.UnitTests.Catalogue;

public sealed class DefaultCatalogueTests
{
    private static readonly InstanceCatalogue s_catalogue = new(DefaultInstanceTypes.All);

    /// <summary>Hugging Face's names of today, and those that its tutorials of 2023 use.</summary>
    [Theory]
    [InlineData("cpu", "intel-spr", "x1,x2,x4,x8")]
    [InlineData("cpu", "intel-icl", "x1,x2,x4,x8")]
    [InlineData("gpu", "nvidia-t4", "x1,x4")]
    [InlineData("gpu", "nvidia-l4", "x1,x4")]
    [InlineData("gpu", "nvidia-a10g", "x1,x4")]
    [InlineData("gpu", "nvidia-l40s", "x1,x4,x8")]
    [InlineData("gpu", "nvidia-a100", "x1,x2,x4,x8")]
    [InlineData("gpu", "nvidia-h100", "x1,x2,x4,x8")]
    [InlineData("gpu", "nvidia-h200", "x1,x2,x4,x8")]
    [InlineData("neuron", "inf2", "x1,x12")]
    [InlineData("cpu", "c6i", "small,medium,large,xlarge")]
    [InlineData("gpu", "g4dn.xlarge", "small")]
    [InlineData("gpu", "g4dn.12xlarge", "large")]
    [InlineData("gpu", "g5.2xlarge", "medium")]
    [InlineData("gpu", "g5.12xlarge", "xxlarge")]
    [InlineData("gpu", "p4de", "xlarge,2xlarge,4xlarge,8xlarge")]
    public void Every_name_of_Hugging_Face_is_there(string accelerator, string type, string sizes) =>
        Assert.All(sizes.Split(','), size =>
        {
            var found = Assert.IsType<InstanceLookup.Found>(s_catalogue.Find(vendor: null, accelerator, type, size));
            Assert.Equal(accelerator, found.Instance.Spec.Accelerator);
        });

    [Theory]
    [InlineData("intel-spr", "x1", 0.033)]
    [InlineData("nvidia-t4", "x1", 0.5)]
    [InlineData("nvidia-l4", "x1", 0.8)]
    [InlineData("nvidia-a10g", "x1", 1)]
    [InlineData("nvidia-l40s", "x1", 1.8)]
    [InlineData("nvidia-a100", "x1", 2.5)]
    [InlineData("nvidia-a100", "x8", 20)]
    [InlineData("nvidia-h200", "x1", 5)]
    [InlineData("nvidia-h200", "x8", 40)]
    public void Published_prices_are_there(string type, string size, double price) =>
        Assert.Equal(price, DefaultInstanceTypes.All.Single(row => row.Spec.InstanceType == type && row.Spec.InstanceSize == size).Spec.PricePerHour);

    [Fact]
    public void No_alias_hides_behind_a_name() =>
        Assert.Empty(
            DefaultInstanceTypes.All.SelectMany(row => row.Spec.Aliases ?? [])
                .Intersect(DefaultInstanceTypes.All.Select(row => $"{row.Spec.InstanceType}/{row.Spec.InstanceSize}")));

    [Fact]
    public void An_object_is_named_after_type_and_size_and_the_size_after_the_accelerators() =>
        Assert.All(DefaultInstanceTypes.All, row =>
        {
            Assert.Equal($"{row.Spec.InstanceType}-{row.Spec.InstanceSize}", row.Metadata.Name);
            Assert.True(row.Spec.NumAccelerators is not { } count || row.Spec.InstanceSize == $"x{count}", row.Metadata.Name);
        });

    [Fact]
    public void Accelerated_rows_tolerate_the_usual_taint_and_have_shared_memory() =>
        Assert.All(
            DefaultInstanceTypes.All.Where(row => row.Spec.Accelerator != Accelerators.Cpu),
            row =>
            {
                var resource = row.Spec.Resources.Keys.Single(name => name.Contains('/', StringComparison.Ordinal));
                Assert.Equal(row.Spec.Accelerator == Accelerators.Gpu ? "nvidia.com/gpu" : "aws.amazon.com/neuron", resource);
                Assert.Equal((resource, "Exists", "NoSchedule"), row.Spec.Tolerations!.Select(taint => (taint.Key, taint.OperatorProperty, taint.Effect)).Single());
                Assert.True(row.Spec.SharedMemory! < row.Spec.Resources["memory"]);
                Assert.NotNull(row.Spec.GpuMemoryGb);
            });

    [Fact]
    public void Of_one_type_more_accelerators_come_with_more_of_everything()
    {
        foreach (var type in DefaultInstanceTypes.All.GroupBy(row => row.Spec.InstanceType))
        {
            foreach (var (smaller, larger) in type.Zip(type.Skip(1)))
            {
                Assert.True(smaller.Spec.Resources["cpu"] < larger.Spec.Resources["cpu"], larger.Metadata.Name);
                Assert.True(smaller.Spec.Resources["memory"] < larger.Spec.Resources["memory"], larger.Metadata.Name);
                Assert.True(smaller.Spec.PricePerHour is null || larger.Spec.PricePerHour is null || smaller.Spec.PricePerHour < larger.Spec.PricePerHour, larger.Metadata.Name);
            }
        }
    }
}
