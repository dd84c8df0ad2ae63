using k8s.Models;

namespace IntegrationTests.Operator;

/// <summary>What an endpoint that waits for accelerators is told, on nodes of a real API server.</summary>
[Collection(UsesApiServer.Name)]
public sealed class AcceleratorTests(ApiServer server)
{
    private int placed;

    [Fact]
    public async Task An_endpoint_that_waits_for_accelerators_says_how_many_are_free_and_how_many_on_one_node()
    {
        await using var product = await OperatorUnderTest.StartWithItsRightsAsync(server, "accelerators");
        await AddNodeAsync("gpu-a", gpus: 8, product.Deadline);
        await AddNodeAsync("gpu-b", gpus: 8, product.Deadline);
        try
        {
            await WaitAsync(product, "no-gpu", gpus: 0);
            await product.StatusAsync("no-gpu", "told the scheduler's words", status => status.Message!.EndsWith(WaitingReplica.SchedulersWords, StringComparison.Ordinal));
            Assert.DoesNotContain(product.Proxy.Requests, request => request.Contains("/nodes", StringComparison.Ordinal));

            await PlaceAsync(product, "gpu-a", gpus: 6);
            await PlaceAsync(product, "gpu-b", gpus: 4);
            await EndAsync(product, await PlaceAsync(product, "gpu-b", gpus: 4));
            await WaitAsync(product, "five-gpus", gpus: 5);

            var told = $"Endpoint waiting to be scheduled: {WaitingReplica.SchedulersWords}. It needs 5 nvidia.com/gpu on one node; "
                + "6 of 16 are free in the cluster, at most 4 on one node that fits";
            var status = await product.StatusAsync("five-gpus", "told what is free", status => status.Message == told);
            Assert.Equal(("pending", "Unschedulable"), (status.State, status.Conditions![0].Reason));
        }
        finally
        {
            await product.Client.DeleteAsync<V1Node>("gpu-a");
            await product.Client.DeleteAsync<V1Node>("gpu-b");
        }
    }

    private static async Task WaitAsync(OperatorUnderTest product, string endpoint, int gpus)
    {
        await product.CreateEndpointAsync(endpoint);
        await product.StateAsync(endpoint, "pending");
        await WaitingReplica.AddAsync(product, endpoint, gpus);
    }

    private async Task AddNodeAsync(string name, int gpus, CancellationToken cancellationToken)
    {
        var node = await server.Client.CreateAsync(new V1Node { Metadata = new V1ObjectMeta { Name = name } }, cancellationToken);
        var has = WaitingReplica.Gpus(gpus).Requests;
        // The API server itself keeps pods from a node that has not said yet that it is ready.
        await server.Client.UpdateAsync(node with { Spec = new V1NodeSpec() }, cancellationToken);
        await server.Client.UpdateStatusAsync(
            node with { Metadata = new V1ObjectMeta { Name = name }, Status = new V1NodeStatus { Capacity = has, Allocatable = has } }, cancellationToken);
    }

    /// <summary>Of somebody else, in another namespace than the endpoint's.</summary>
    private Task<V1Pod> PlaceAsync(OperatorUnderTest product, string node, int gpus) => product.Client.CreateAsync(
        new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = $"other-{placed++}", NamespaceProperty = "default" },
            Spec = new V1PodSpec { NodeName = node, Containers = [new V1Container { Name = "other", Image = "none", Resources = WaitingReplica.Gpus(gpus) }] },
        },
        product.Deadline);

    private static Task<V1Pod> EndAsync(OperatorUnderTest product, V1Pod pod) =>
        product.Client.UpdateStatusAsync(pod with { Status = new V1PodStatus { Phase = "Succeeded" } }, product.Deadline);
}
