using InferenceEndpoints.Entities;
using k8s.Models;

namespace IntegrationTests.Operator;

/// <summary>Limits of a namespace, as its users meet them.</summary>
[Collection(UsesApiServer.Name)]
public sealed class LimitsTests(ApiServer server)
{
    [Fact]
    public async Task An_endpoint_beyond_the_limit_waits_and_starts_by_itself_when_there_is_room()
    {
        await using var product = await OperatorUnderTest.StartAsync(server, "limited", ("Operator__Limits__0__Endpoints", "1"));
        await product.CreateEndpointAsync("first");
        await product.StateAsync("first", "pending");
        await product.CreateEndpointAsync("second");
        var waiting = await product.StateAsync("second", "pending");

        Assert.Contains("namespace limited may have 1 endpoints, and 1 are before this one", waiting.Message, StringComparison.Ordinal);
        Assert.Null(await product.Client.GetAsync<V1Deployment>("second", product.Namespace));

        await product.Client.DeleteAsync<InferenceEndpoint>("first", product.Namespace);
        await product.StatusAsync("second", "let in", status => status.Message == "Endpoint waiting to be scheduled");
        Assert.NotNull(await product.Client.GetAsync<V1Deployment>("second", product.Namespace));
    }
}
