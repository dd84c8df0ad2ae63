using InferenceEndpoints.Entities;
using IntegrationTests.Operator;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Faults;

/// <summary>An autoscaler and the operator at the same number of replicas, while neither has heard of the other's last step.</summary>
[Collection(UsesCleanRun.Name)]
public sealed class ScalingRaceTests(CleanRun clean)
{
    [Fact]
    public async Task What_an_autoscaler_decided_stands_although_the_operator_acts_on_what_was_before()
    {
        await using var product = await OperatorUnderTest.StartAsync(clean.Server, "overtaken");
        await product.CreateEndpointAsync("gpt2", maxReplica: 5);
        await product.StateAsync("gpt2", "pending");
        product.Proxy.Spoil(WatchesDeployments, new Fault.Hang());
        product.Proxy.CutAll();
        await Eventually.EqualAsync(0, () => product.Proxy.Unspoilt);

        await ScaleAsync(product, 4);
        await product.PatchAsync("gpt2", """{"spec":{"compute":{"scaling":{"minReplica":2}},"model":{"env":{"CHANGED":"yes"}}}}""");
        await product.RequestedAsync("PATCH .*/deployments/gpt2/scale");
        product.Proxy.CutAll();

        var endpoint = (await product.Client.GetAsync<InferenceEndpoint>("gpt2", product.Namespace))!;
        await product.StatusAsync("gpt2", "of its last spec", status => status.ObservedGeneration == endpoint.Metadata.Generation && status.TargetReplica == 4);
        var deployment = (await product.Client.GetAsync<V1Deployment>("gpt2", product.Namespace))!;
        // Created, scaled, and given the new template: another step would be a revert.
        Assert.Equal((4, 3L), (deployment.Spec!.Replicas, deployment.Metadata.Generation));
    }

    [Fact]
    public async Task An_autoscaler_that_comes_late_starts_nothing_that_was_stopped()
    {
        await using var product = await OperatorUnderTest.StartAsync(clean.Server, "latecomer");
        await product.CreateEndpointAsync("gpt2", maxReplica: 5);
        await product.StateAsync("gpt2", "pending");
        await product.PatchAsync("gpt2", """{"spec":{"paused":true}}""");
        await product.StateAsync("gpt2", "paused");
        Assert.Empty(await product.KubectlAsync("-n", product.Namespace, "get", "hpa", "-o", "name"));

        await ScaleAsync(product, 3);

        await Cluster.Eventually.EqualAsync(
            "replicas", 0, async token => (await product.Client.GetAsync<V1Deployment>("gpt2", product.Namespace, token))!.Spec!.Replicas, product.Deadline);
    }

    private static bool WatchesDeployments(HttpRequest request) =>
        FaultProxy.IsWatch(request) && request.Path.Value!.EndsWith("/deployments", StringComparison.Ordinal);

    // As the autoscaler does it.
    private static Task<string> ScaleAsync(OperatorUnderTest product, int replicas) =>
        product.KubectlAsync("-n", product.Namespace, "scale", "deployment", "gpt2", $"--replicas={replicas}");
}
