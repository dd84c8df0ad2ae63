using System.Text.Json;
using System.Text.Json.Nodes;

using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Admission;

using k8s.Models;

namespace InferenceEndpoints.Operator.UnitTests.Admission;

public sealed class EndpointMutationTests
{
    private const string Creator = """{"op":"add","path":"/metadata","value":{"annotations":{"inferenceendpoints.dev/created-by":"alice"}}}""";
    private static readonly DateTime Monday = new(2030, 1, 7, 0, 0, 0, DateTimeKind.Utc);

    static EndpointMutationTests() => OperatorJsonContext.Register();

    [Fact]
    public void An_endpoint_without_an_instance_type_gets_the_default_one()
    {
        Assert.Equal(
            ["""{"op":"add","path":"/spec/compute/instanceType","value":"intel-spr"}""", Creator],
            Create("""{"spec": {"compute": {"instanceSize": "x1"}}}""", Default("intel-spr")));
        Assert.Equal("""{"op":"add","path":"/spec/compute","value":{"instanceType":"intel-spr"}}""", Create("""{"spec": {}}""", Default("intel-spr"))[0]);
        Assert.Equal(
            """{"op":"add","path":"/spec/compute","value":{"instanceType":"intel-spr"}}""", Create("""{"spec": {"compute": null}}""", Default("intel-spr"))[0]);
    }

    [Theory]
    [InlineData("""{"spec": {"compute": {"instanceType": "nvidia-t4"}}}""")]
    [InlineData("""{"spec": {"compute": {"instanceType": ""}}}""")]
    [InlineData("""{"spec": {"compute": {"instanceType": 5}}}""")]
    [InlineData("""{"spec": {"compute": "large"}}""")]
    [InlineData("""{"spec": "large"}""")]
    public void What_somebody_wrote_stays(string endpoint) => Assert.Equal([Creator], Create(endpoint, Default("intel-spr")));

    [Fact]
    public void Without_a_default_nothing_is_filled_in()
    {
        var annotatedFalse = Row("nvidia-t4", Monday);
        annotatedFalse.Metadata.Annotations = new Dictionary<string, string> { [Annotations.IsDefaultClass] = "false" };

        Assert.Equal([Creator], Create("""{"spec": {}}""", Row("intel-spr", Monday), annotatedFalse));
    }

    [Fact]
    public void Of_several_defaults_the_newest_wins_and_then_the_first_by_name()
    {
        Assert.Equal("c", Chosen("{}", Default("a", Monday), Default("c", Monday.AddDays(1)), Default("b", Monday)));
        Assert.Equal("a", Chosen("{}", Default("b", Monday), Default("a", Monday)));
    }

    [Theory]
    [InlineData("""{"compute": {"instanceSize": "x4"}}""", "x4")]
    [InlineData("""{"compute": {"accelerator": "gpu"}}""", "gpu")]
    [InlineData("""{"provider": {"vendor": "aws"}}""", "aws")]
    public void A_default_fits_all_that_the_endpoint_says(string spec, string expected)
    {
        InstanceType[] catalogue =
        [
            Default("x4", size: "x4"),
            Default("gpu", Monday.AddDays(1), accelerator: "gpu", vendor: "azure"),
            Default("aws", Monday.AddDays(1), vendor: "aws"),
            Default("cpu", Monday.AddDays(2), vendor: "azure"),
        ];

        Assert.Equal(expected, Chosen(spec, catalogue));
        Assert.Equal("cpu", Chosen("{}", catalogue));
    }

    [Fact]
    public void A_default_that_cannot_be_used_is_none()
    {
        var broken = Default("broken", Monday.AddDays(1));
        broken.Spec.Resources.Clear();

        Assert.Equal("whole", Chosen("{}", broken, Default("whole")));
    }

    [Fact]
    public void A_namespace_gets_the_newest_default_that_it_may_use()
    {
        var mutation = Mutation([Default("small", Monday), Default("large", Monday.AddDays(1))], (ns, type) => (ns, type) == ("team-a", "small"));

        Assert.Contains("\"small\"", Patch(mutation, Request("CREATE", """{"spec": {}}"""))[0], StringComparison.Ordinal);
        Assert.Equal([Creator], Patch(mutation, Request("CREATE", """{"spec": {}}""") with { Namespace = "team-b" }));
    }

    [Fact]
    public void An_update_keeps_the_instance_type_that_it_leaves_out_whatever_the_default_is_now()
    {
        const string Old = """{"spec": {"compute": {"instanceType": "nvidia-t4"}}}""";

        Assert.Equal(
            ["""{"op":"add","path":"/spec/compute","value":{"instanceType":"nvidia-t4"}}"""], Update(Old, """{"spec": {}}""", Default("intel-spr")));
        Assert.Empty(Update(Old, """{"spec": {"compute": {"instanceType": "nvidia-l4"}}}""", Default("intel-spr")));
        Assert.Empty(Update("""{"spec": {}}""", """{"spec": {}}""", Default("intel-spr")));
    }

    [Fact]
    public void Who_creates_an_endpoint_is_the_API_servers_word() => Assert.Equal(
        ["""{"op":"add","path":"/metadata/annotations/inferenceendpoints.dev~1created-by","value":"alice"}"""], Create(Annotated("bob")));

    [Theory]
    [InlineData("alice", "bob", """{"op":"add","path":"/metadata/annotations/inferenceendpoints.dev~1created-by","value":"alice"}""")]
    [InlineData("alice", null, """{"op":"add","path":"/metadata/annotations","value":{"inferenceendpoints.dev/created-by":"alice"}}""")]
    [InlineData(null, "bob", """{"op":"remove","path":"/metadata/annotations/inferenceendpoints.dev~1created-by"}""")]
    [InlineData("alice", "alice", null)]
    [InlineData(null, null, null)]
    public void Nobody_changes_who_created_an_endpoint(string? before, string? after, string? operation) =>
        Assert.Equal(operation is null ? [] : [operation], Update(Annotated(before), Annotated(after)));

    [Theory]
    [InlineData("DELETE", "inferenceendpoints.dev", "InferenceEndpoint")]
    [InlineData("CREATE", "inferenceendpoints.dev", "InstanceType")]
    [InlineData("CREATE", "other.dev", "InferenceEndpoint")]
    public void What_is_not_an_endpoint_that_is_written_stays_as_it_is(string operation, string group, string kind)
    {
        var response = Mutation([Default("intel-spr")]).Review(Request(operation, """{"spec": {}}""") with { Kind = new AdmissionKind(group, "v1alpha1", kind) });

        Assert.Equal((true, "the-uid"), (response.Allowed, response.Uid));
        Assert.Equal((null, null), (response.PatchType, response.Patch));
    }

    [Fact]
    public void A_patch_is_answered_as_the_API_server_reads_it()
    {
        var review = new AdmissionReview { Response = Mutation([]).Review(Request("CREATE", """{"spec": {}}""")) };

        var answer = JsonNode.Parse(JsonSerializer.Serialize(review, AdmissionJsonContext.Default.AdmissionReview))!["response"]!;

        Assert.Equal("JSONPatch", answer["patchType"]!.GetValue<string>());
        Assert.Equal($"[{Creator}]", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(answer["patch"]!.GetValue<string>())));
    }

    private static string Chosen(string spec, params InstanceType[] catalogue)
    {
        var value = JsonNode.Parse(Create($$"""{"spec": {{spec}} }""", catalogue)[0])!["value"]!;
        return (value as JsonObject)?["instanceType"]?.GetValue<string>() ?? value.GetValue<string>();
    }

    private static string[] Create(string endpoint, params InstanceType[] catalogue) => Patch(Mutation(catalogue), Request("CREATE", endpoint));

    private static string[] Update(string old, string endpoint, params InstanceType[] catalogue) =>
        Patch(Mutation(catalogue), Request("UPDATE", endpoint) with { OldObject = JsonElement.Parse(old) });

    private static string[] Patch(EndpointMutation mutation, AdmissionRequest request) => mutation.Review(request).Patch is { } patch
        ? [.. JsonNode.Parse(patch)!.AsArray().Select(operation => operation!.ToJsonString())]
        : [];

    private static EndpointMutation Mutation(InstanceType[] catalogue, Func<string, string, bool>? isAllowed = null) =>
        new(() => new InstanceCatalogue(catalogue), isAllowed ?? ((_, _) => true));

    // As it arrives: through JSON.
    private static AdmissionRequest Request(string operation, string endpoint) => JsonSerializer.Deserialize(
        $$"""
          {
            "request": {
              "uid": "the-uid",
              "kind": {"group": "inferenceendpoints.dev", "version": "v1alpha1", "kind": "InferenceEndpoint"},
              "operation": "{{operation}}",
              "namespace": "team-a",
              "userInfo": {"username": "alice", "groups": ["developers"]},
              "object": {{endpoint}}
            }
          }
          """,
        AdmissionJsonContext.Default.AdmissionReview)!.Request!;

    private static string Annotated(string? creator) => creator is null
        ? """{"metadata": {}, "spec": {}}"""
        : $$$"""{"metadata": {"annotations": {"inferenceendpoints.dev/created-by": "{{{creator}}}"}}, "spec": {}}""";

    private static InstanceType Default(string name, DateTime? created = null, string size = "x1", string accelerator = "cpu", string? vendor = null)
    {
        var row = Row(name, created ?? Monday, size, accelerator, vendor);
        row.Metadata.Annotations = new Dictionary<string, string> { [Annotations.IsDefaultClass] = "true" };
        return row;
    }

    private static InstanceType Row(string name, DateTime created, string size = "x1", string accelerator = "cpu", string? vendor = null) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, CreationTimestamp = created },
        Spec = new InstanceTypeSpec
        {
            InstanceType = name,
            InstanceSize = size,
            Accelerator = accelerator,
            NumAccelerators = accelerator == "gpu" ? 1 : null,
            Vendor = vendor,
            Resources = new Dictionary<string, ResourceQuantity>
            {
                ["cpu"] = new("1"),
                ["memory"] = new("1Gi"),
                [accelerator == "gpu" ? "nvidia.com/gpu" : "ephemeral-storage"] = new("1"),
            },
        },
    };
}
