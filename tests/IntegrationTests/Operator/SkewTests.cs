using Cluster;

namespace IntegrationTests.Operator;

/// <summary>An operator of one release with the definitions of another, as during an upgrade and after a rollback.</summary>
[Collection(UsesApiServer.Name)]
public sealed class SkewTests(ApiServer server)
{
    private const string Fields = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties";

    [Fact]
    public async Task Older_definitions_drop_a_field_that_they_lack_and_the_operator_goes_on()
    {
        await using var product = await OperatorUnderTest.StartAsync(server, "older-definitions");
        await WithDefinitionsAsync(product, $$"""[{"op": "remove", "path": "{{Fields}}/coldStart/properties/heartbeatSeconds"}]""", async () =>
        {
            await product.CreateEndpointAsync("gpt2");
            await StoredAsync(product, """{"spec": {"coldStart": {"holdSeconds": 60, "heartbeatSeconds": 15}}}""", "{.spec.coldStart.holdSeconds}/{.spec.coldStart.heartbeatSeconds}", "60/");

            await ReactsAsync(product);
        });
    }

    [Fact]
    public async Task A_field_of_newer_definitions_stays_as_the_user_wrote_it()
    {
        await using var product = await OperatorUnderTest.StartAsync(server, "newer-definitions");
        await WithDefinitionsAsync(product, $$$"""[{"op": "add", "path": "{{{Fields}}}/newer", "value": {"type": "string"}}]""", async () =>
        {
            await product.CreateEndpointAsync("gpt2");
            await StoredAsync(product, """{"spec": {"newer": "kept"}}""", "{.spec.newer}", "kept");

            await ReactsAsync(product);

            Assert.Equal("kept", await product.KubectlAsync("-n", product.Namespace, "get", "iep", "gpt2", "-o", "jsonpath={.spec.newer}"));
        });
    }

    private static async Task WithDefinitionsAsync(OperatorUnderTest product, string patch, Func<Task> test)
    {
        await product.KubectlAsync("patch", "crd", "inferenceendpoints.inferenceendpoints.dev", "--type=json", "-p", patch);
        try
        {
            await test();
        }
        finally
        {
            await product.KubectlAsync("apply", "--validate=false", "-f", Repository.File("crds"));
        }
    }

    /// <summary>The API server takes a moment to use new definitions.</summary>
    private static Task StoredAsync(OperatorUnderTest product, string patch, string path, string value) => Cluster.Eventually.TrueAsync(
        $"{path} is {value}",
        async _ =>
        {
            await product.PatchAsync("gpt2", patch);
            return await product.KubectlAsync("-n", product.Namespace, "get", "iep", "gpt2", "-o", $"jsonpath={path}") == value;
        },
        product.Deadline);

    /// <summary>The operator sees a change, and writes children and status.</summary>
    private static async Task ReactsAsync(OperatorUnderTest product)
    {
        await product.PatchAsync("gpt2", """{"spec": {"compute": {"scaling": {"maxReplica": 3}}}}""");
        await product.RequestedAsync("PATCH .*/horizontalpodautoscalers/");
        await product.PatchAsync("gpt2", """{"spec": {"paused": true}}""");
        await product.StateAsync("gpt2", "paused");
    }
}
