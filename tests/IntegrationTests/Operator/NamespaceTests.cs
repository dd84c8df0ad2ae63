using System.Text.Json;
using InferenceEndpoints.Entities;
using k8s.Models;

namespace IntegrationTests.Operator;

/// <summary>What the operator does where everything is being deleted.</summary>
[Collection(UsesApiServer.Name)]
public sealed class NamespaceTests(ApiServer server)
{
    [Fact]
    public async Task In_a_namespace_that_is_being_deleted_nothing_is_made_again_and_nothing_is_told()
    {
        await using var product = await OperatorUnderTest.StartAsync(server, "going");
        await product.CreateEndpointAsync("gpt2");
        await product.StateAsync("gpt2", "pending");
        var before = await product.Client.GetAsync<InferenceEndpoint>("gpt2", product.Namespace);
        await product.KubectlAsync("delete", "namespace", product.Namespace, "--wait=false");

        // As the namespace controller does it, which does not run here.
        await product.Client.DeleteAsync<V1Service>("gpt2", product.Namespace);
        await Cluster.Eventually.EqualAsync("the operator was refused", 2, _ => Task.FromResult(Writes("services")), product.Deadline);
        var reconciles = await product.ReconcilesAsync();
        await product.Client.DeleteAsync<V1Deployment>("gpt2", product.Namespace);
        await Cluster.Eventually.TrueAsync("the operator looked again", async _ => await product.ReconcilesAsync() > reconciles, product.Deadline);

        Assert.Equal((2, 1, 1), (Writes("services"), Writes("deployments"), Writes("inferenceendpoints")));
        Assert.Equal(before!.Metadata.ResourceVersion, (await product.Client.GetAsync<InferenceEndpoint>("gpt2", product.Namespace))!.Metadata.ResourceVersion);
        Assert.DoesNotContain(product.Log, line => JsonDocument.Parse(line).RootElement.GetProperty("LogLevel").GetString() is "Warning" or "Error");

        int Writes(string resource) =>
            product.Proxy.Requests.Count(request => request[0] == 'P' && request.Contains($"/namespaces/{product.Namespace}/{resource}/", StringComparison.Ordinal));
    }
}
