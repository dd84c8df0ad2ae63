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

    [Fact]
    public async Task Of_two_that_race_for_the_last_place_the_one_that_was_let_in_keeps_it_over_a_restart_too()
    {
        var limit = ("Operator__Limits__0__Endpoints", "1");
        await using var product = await OperatorUnderTest.StartAsync(server, "contended", limit);
        await product.CreateEndpointAsync("older");
        await product.StateAsync("older", "pending");
        await product.PatchAsync("older", """{"spec":{"paused":true}}""");
        await product.StateAsync("older", "paused");

        // It is let in, but neither a child nor its status says so when the older one wants the place, too.
        product.Proxy.Spoil(request => request.Path.Value!.Contains("/younger", StringComparison.Ordinal), new Fault.Hang());
        await product.CreateEndpointAsync("younger");
        await Cluster.Eventually.EqualAsync("what is written for it hangs", 0, _ => Task.FromResult(product.Proxy.Unspoilt), product.Deadline);
        await product.PatchAsync("older", """{"spec":{"paused":false}}""");
        await product.StatusAsync("older", "waiting for the place", IsWaiting);
        product.Proxy.CutAll();
        await product.StateAsync("younger", "pending");

        await product.KillAsync();
        await using var another = await product.StartAnotherAsync(limit);
        await Cluster.Eventually.TrueAsync("both were looked at", async _ => await another.ReconcilesAsync() >= 2, product.Deadline);

        var replicas = await product.KubectlAsync("-n", product.Namespace, "get", "deployments", "-o", "jsonpath={range .items[*]}{.metadata.name}={.spec.replicas} {end}");
        Assert.Equal("older=0 younger=1", replicas);
        Assert.True(IsWaiting((await product.Client.GetAsync<InferenceEndpoint>("older", product.Namespace))!.Status!));
        Assert.False(IsWaiting((await product.Client.GetAsync<InferenceEndpoint>("younger", product.Namespace))!.Status!));
    }

    private static bool IsWaiting(InferenceEndpointStatus status) => status.Conditions?.Any(condition => condition.Reason == "LimitReached") is true;
}
