using System.Text.Json.Nodes;
using InferenceEndpoints.Entities;
using k8s.Models;

namespace IntegrationTests.Admission;

/// <summary>What the defaulting webhook makes of what people and their tools apply. The hardware is of a size that no other test has.</summary>
[Collection(UsesApiServer.Name)]
public sealed class DefaultingTests(DefaultingTests.Webhook webhook) : IClassFixture<DefaultingTests.Webhook>
{
    private const string Size = "x99";

    [Fact]
    public async Task An_endpoint_without_an_instance_type_gets_the_default_of_its_day()
    {
        Assert.Contains("spec.compute.instanceType: is required; name one of 'kubectl get instancetypes', or annotate one", await webhook.RefusalAsync(), StringComparison.Ordinal);

        await webhook.OfferAsync("first");
        await webhook.KubectlAsync(Manifest("gpt2-first"), "create");
        Assert.Equal("first", await webhook.InstanceTypeAsync("gpt2-first"));

        await webhook.OfferAsync("second");
        await webhook.KubectlAsync(Manifest("gpt2-second"), "apply");
        await webhook.KubectlAsync(Manifest("gpt2-first"), "replace");
        Assert.Equal("second", await webhook.InstanceTypeAsync("gpt2-second"));
        Assert.Equal("first", await webhook.InstanceTypeAsync("gpt2-first"));
    }

    [Fact]
    public async Task What_a_tool_applies_again_is_neither_a_conflict_nor_a_change()
    {
        await webhook.OfferAsync("steady");
        string[] apply = ["apply", "--server-side", "--field-manager=gitops"];

        await webhook.KubectlAsync(Manifest("gpt2-steady"), apply);
        var before = await webhook.GetAsync("gpt2-steady");
        await webhook.KubectlAsync(Manifest("gpt2-steady"), apply);
        var after = await webhook.GetAsync("gpt2-steady");

        Assert.Equal("steady", before.Spec.Compute.InstanceType);
        Assert.Equal("steady", after.Spec.Compute.InstanceType);
        Assert.Equal(before.Metadata.Generation, after.Metadata.Generation);
        Assert.Equal(before.Metadata.Annotations, after.Metadata.Annotations);

        var named = Manifest("gpt2-steady");
        named["spec"]!["compute"]!["instanceType"] = "intel-spr";
        await webhook.KubectlAsync(named, apply);
        Assert.Equal("intel-spr", await webhook.InstanceTypeAsync("gpt2-steady"));
    }

    [Fact]
    public async Task Nobody_can_pretend_that_somebody_else_created_an_endpoint()
    {
        string[] alice = ["--as=alice", "--as-group=system:masters"];
        var forged = Manifest("gpt2-alice", "intel-spr");
        forged["metadata"]!["annotations"] = new JsonObject { [Annotations.CreatedBy] = "bob" };

        await webhook.KubectlAsync(forged, ["create", .. alice]);
        Assert.Equal("alice", await webhook.CreatorAsync("gpt2-alice"));

        await webhook.KubectlAsync(forged, "apply");
        Assert.Equal("alice", await webhook.CreatorAsync("gpt2-alice"));

        await webhook.KubectlAsync(Manifest("gpt2-alice", "intel-spr"), "replace");
        Assert.Equal("alice", await webhook.CreatorAsync("gpt2-alice"));
    }

    private static JsonNode Manifest(string name, string? instanceType = null, string size = Size)
    {
        var manifest = WebhookUnderTest.Endpoint(name, "{}");
        manifest["spec"]!["compute"] = instanceType is null ? new JsonObject { ["instanceSize"] = size } : new JsonObject { ["instanceType"] = instanceType };
        return manifest;
    }

    public sealed class Webhook(ApiServer server) : WebhookUnderTest(server, "defaulting"), IAsyncLifetime
    {
        private readonly List<string> offered = [];

        /// <summary>What is said to an endpoint of a size that no default has.</summary>
        public Task<string> RefusalAsync() => CreateAsync(Manifest("gpt2-refused", size: "x98"), dryRun: true);

        /// <summary>Makes another instance type the default one; the operator knows when this ends.</summary>
        public async Task OfferAsync(string instanceType)
        {
            foreach (var old in offered)
            {
                await Operator.KubectlAsync("delete", "instancetype", old);
            }

            offered.Clear();
            await Server.Client.CreateAsync(
                new InstanceType
                {
                    Metadata = new V1ObjectMeta { Name = $"{instanceType}-{Size}", Annotations = new Dictionary<string, string> { [Annotations.IsDefaultClass] = "true" } },
                    Spec = new InstanceTypeSpec
                    {
                        InstanceType = instanceType,
                        InstanceSize = Size,
                        Accelerator = "cpu",
                        Resources = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("1"), ["memory"] = new("1Gi") },
                    },
                },
                Operator.Deadline);
            offered.Add($"{instanceType}-{Size}");
            await Cluster.Eventually.EqualAsync(
                "it is the default",
                instanceType,
                async _ => await KubectlAsync(Manifest("gpt2-asked"), "create", "--dry-run=server", "-o", "jsonpath={.spec.compute.instanceType}"),
                Operator.Deadline);
        }

        public async Task<string> KubectlAsync(JsonNode manifest, params string[] arguments)
        {
            var file = Path.GetTempFileName();
            try
            {
                await File.WriteAllTextAsync(file, manifest.ToJsonString(), Operator.Deadline);
                return await Operator.KubectlAsync(["-n", Namespace, .. arguments, "-f", file]);
            }
            finally
            {
                File.Delete(file);
            }
        }

        public async Task<InferenceEndpoint> GetAsync(string name) =>
            await Server.Client.GetAsync<InferenceEndpoint>(name, Namespace, Operator.Deadline) ?? throw new InvalidOperationException($"There is no {name}.");

        public async Task<string> InstanceTypeAsync(string name) => (await GetAsync(name)).Spec.Compute.InstanceType;

        public async Task<string?> CreatorAsync(string name) => (await GetAsync(name)).Metadata.Annotations?[Annotations.CreatedBy];

        async Task IAsyncLifetime.DisposeAsync()
        {
            foreach (var old in offered)
            {
                await Operator.KubectlAsync("delete", "instancetype", old);
            }

            await DisposeAsync();
        }
    }
}
