using FsCheck;
using FsCheck.Fluent;
using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.Catalogue;

public sealed class NearestInstanceTests
{
    private static readonly Dictionary<string, ResourceQuantity> s_resources = new() { ["nvidia.com/gpu"] = new ResourceQuantity("1") };

    /// <summary>What was asked for, and the first that is suggested.</summary>
    [Theory]
    [InlineData("nvidia-a10", "x1", "nvidia-a100 x1, nvidia-a10g x1")]
    [InlineData("nvidia-h200", "x16", "nvidia-h200 x1")]
    [InlineData("nvida-l4", "x1", "nvidia-l4 x1, nvidia-l4 x4")]
    [InlineData("intel-icl", "x16", "intel-icl x1")]
    [InlineData("c6i", "tiny", "intel-icl ")]
    [InlineData("g5.2xlarge", "x1", "nvidia-a10g x1")]
    [InlineData("g5.4xlarge", "medium", "nvidia-a10g x1")]
    [InlineData("p4de", "16xlarge", "nvidia-a100 ")]
    public void The_nearest_names_and_aliases_are_suggested(string type, string size, string suggested) =>
        Assert.StartsWith($"instance '{type}' '{size}' is not in the catalogue; nearest: {suggested}", Missing(null, null, type, size), StringComparison.Ordinal);

    [Fact]
    public void Three_are_suggested_and_the_sentence_says_where_to_find_the_rest()
    {
        var message = Missing(null, null, "tpu-v5", "x1");

        Assert.Equal(3, message.Split("nearest: ")[1].Split(". ")[0].Split(", ").Length);
        Assert.EndsWith("'kubectl get instancetypes' lists what there is", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nvidia-h1000", null)]
    [InlineData("intel-sprr", null)]
    [InlineData("intl", "cpu")]
    [InlineData("l4", "cpu")]
    [InlineData("h100", "gpu")]
    public void All_that_is_suggested_is_of_one_kind(string type, string? accelerator)
    {
        var suggested = Missing(null, accelerator, type, "huge").Split("nearest: ")[1].Split(". ")[0].Split(", ");

        var kinds = DefaultInstanceTypes.All
            .Where(row => suggested.Contains($"{row.Spec.InstanceType} {row.Spec.InstanceSize}"))
            .Select(row => row.Spec.Accelerator)
            .Distinct();
        Assert.Equal(accelerator ?? (type.StartsWith("nvidia", StringComparison.Ordinal) ? "gpu" : "cpu"), Assert.Single(kinds));
    }

    [Fact]
    public void An_instance_of_another_vendor_is_told_with_the_remedy() =>
        Assert.Equal(
            "instance 'h100' 'x1' is offered by vendor aws, not gcp; set spec.provider.vendor to aws or leave it out",
            Assert.IsType<InstanceLookup.Missing>(new InstanceCatalogue([Row("a", "aws")]).Find("gcp", null, "h100", "x1")).Message);

    [Fact]
    public void A_name_comes_before_an_alias()
    {
        var named = Row("z", vendor: null);
        var aliased = Row("a", vendor: null);
        aliased.Spec.InstanceType = "h200";
        aliased.Spec.Aliases = ["h100/x1"];

        Assert.Equal(new InstanceLookup.Found(named), new InstanceCatalogue([aliased, named]).Find(null, null, "h100", "x1"));
    }

    [Fact]
    public void The_spec_of_an_endpoint_is_looked_up_as_it_is()
    {
        var spec = new InferenceEndpointSpec
        {
            Provider = new ProviderSpec { Vendor = "on-prem" },
            Compute = new ComputeSpec { Accelerator = Accelerators.Gpu, InstanceType = "nvidia-a10g" },
        };

        var found = Assert.IsType<InstanceLookup.Found>(new InstanceCatalogue(DefaultInstanceTypes.All).Find(spec));
        Assert.Equal("nvidia-a10g-x1", found.Instance.Metadata.Name);
    }

    [Fact]
    public void What_is_found_does_not_depend_on_the_order_of_the_objects() =>
        Prop.ForAll(Requests(), Gen.Shuffle(DefaultInstanceTypes.All.ToArray()).ToArbitrary(), (request, shuffled) =>
            Equals(Find(DefaultInstanceTypes.All, request), Find(shuffled, request)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_found_is_what_was_asked_for_and_what_is_not_found_is_told() =>
        Prop.ForAll(Requests(), request => Find(DefaultInstanceTypes.All, request) switch
        {
            InstanceLookup.Found { Instance.Spec: var spec } =>
                (request.Accelerator is null || spec.Accelerator == request.Accelerator)
                && (spec.InstanceType == request.Type || spec.Aliases!.Contains($"{request.Type}/{request.Size}")),
            InstanceLookup.Missing { Message: var message } => message.StartsWith($"instance '{request.Type}' '{request.Size}' ", StringComparison.Ordinal),
            _ => false,
        }).QuickCheckThrowOnFailure();

    private sealed record Request(string? Vendor, string? Accelerator, string Type, string Size);

    private static Arbitrary<Request> Requests() =>
        (from vendor in Gen.Elements(null, "aws", "on-prem")
         from accelerator in Gen.Elements(null, "cpu", "gpu", "neuron")
         from row in Gen.Elements(DefaultInstanceTypes.All.ToArray())
         from type in Gen.Elements(row.Spec.InstanceType, "c6i", "g5.2xlarge", "", "nvidia-a10", new string('x', 63))
         from size in Gen.Elements(row.Spec.InstanceSize, "medium", "x1", "", "huge")
         select new Request(vendor, accelerator, type, size)).ToArbitrary();

    private static InstanceLookup Find(IEnumerable<InstanceType> rows, Request request) =>
        new InstanceCatalogue(rows).Find(request.Vendor, request.Accelerator, request.Type, request.Size);

    private static string Missing(string? vendor, string? accelerator, string type, string size) =>
        Assert.IsType<InstanceLookup.Missing>(new InstanceCatalogue(DefaultInstanceTypes.All).Find(vendor, accelerator, type, size)).Message;

    private static InstanceType Row(string name, string? vendor) => new()
    {
        Metadata = new V1ObjectMeta { Name = name },
        Spec = new InstanceTypeSpec { Vendor = vendor, InstanceType = "h100", InstanceSize = "x1", Accelerator = "gpu", NumAccelerators = 1, Resources = s_resources },
    };
}
