using InferenceEndpoints.Entities;
using k8s.Models;

namespace IntegrationTests.Operator;

/// <summary>What an API server that ignores the rules of a schema lets in.</summary>
[Collection(UsesApiServer.Name)]
public sealed class InstanceTypeTests(ApiServer server)
{
    [Fact]
    public async Task An_invalid_instance_type_is_told_to_its_author_and_to_the_endpoints_that_name_it()
    {
        await using var product = await OperatorUnderTest.StartAsync(server, "catalogue");
        await product.Client.CreateAsync(
            new InstanceType
            {
                Metadata = new V1ObjectMeta { Name = "mine-x1" },
                Spec = new InstanceTypeSpec
                {
                    InstanceType = "mine",
                    InstanceSize = "x1",
                    Accelerator = Accelerators.Gpu,
                    Resources = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("1") },
                },
            },
            product.Deadline);
        await product.CreateEndpointAsync("gpt2", instanceType: "mine");

        var status = await product.StateAsync("gpt2", "failed");
        Assert.StartsWith("Endpoint failed: InstanceType mine-x1 cannot be used: spec.numAccelerators: ", status.Message, StringComparison.Ordinal);
        var events = await Cluster.Eventually.GetAsync(
            "there is an Event about it",
            async token => (await product.Client.ListAsync<Corev1Event>("default", cancellationToken: token)).Where(told => told.InvolvedObject!.Kind == "InstanceType").ToList(),
            told => told.Count > 0,
            product.Deadline);
        Assert.Equal(("mine-x1", "InvalidInstanceType", "Warning"), (events[0].InvolvedObject!.Name, events[0].Reason, events[0].Type));

        await product.KubectlAsync("patch", "instancetype", "mine-x1", "--type=merge", "-p", """{"spec":{"numAccelerators":1}}""");
        await product.StateAsync("gpt2", "pending");
        await product.KubectlAsync("delete", "instancetype", "mine-x1");
    }
}
