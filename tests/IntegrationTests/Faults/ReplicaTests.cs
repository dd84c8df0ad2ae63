using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cluster;
using IntegrationTests.Operator;
using k8s.Models;

namespace IntegrationTests.Faults;

/// <summary>What keeps replicas from being there, as Kubernetes' own controllers report it.</summary>
[Collection(UsesCleanRun.Name)]
public sealed class ReplicaTests(Controllers controllers) : IClassFixture<Controllers>
{
    // Nobody listens there.
    private const string Webhook = """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {name: pods-of-replicas}
        webhooks:
        - name: pods.example.com
          clientConfig: {url: "https://127.0.0.1:1/validate"}
          rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
          failurePolicy: Fail
          sideEffects: None
          admissionReviewVersions: [v1]
        """;

    private const string Quota = """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: no-pods}
        spec: {hard: {pods: "0"}}
        """;

    [Theory]
    [InlineData("quota", Quota, "exceeded quota: no-pods, requested: pods=1")]
    [InlineData("webhook", Webhook, "failed calling webhook \"pods.example.com\"")]
    public async Task What_refuses_pods_is_told_in_its_words_and_the_endpoint_goes_on_when_it_is_gone(string ns, string obstacle, string words)
    {
        await using var product = await OperatorUnderTest.StartAsync(controllers.Server, ns);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, obstacle);
        await product.KubectlAsync("-n", ns, "apply", "-f", file);
        try
        {
            await product.CreateEndpointAsync("gpt2");
            var status = await product.StatusAsync("gpt2", "refused its pod", status => status.Message?.Contains(words, StringComparison.Ordinal) is true);
            Assert.Equal(("pending", "CreationRefused"), (status.State, status.Conditions![0].Reason));
        }
        finally
        {
            await product.KubectlAsync("-n", ns, "delete", "-f", file);
            File.Delete(file);
        }

        await product.StatusAsync("gpt2", "waiting for a node alone", status => status.Message == "Endpoint waiting to be scheduled");
    }

    [Fact]
    public async Task A_node_that_falls_silent_is_told_by_its_name()
    {
        await using var product = await OperatorUnderTest.StartAsync(controllers.Server, "silent");
        var node = await product.Client.CreateAsync(new V1Node { Metadata = new V1ObjectMeta { Name = "gpu-1" } });
        await product.CreateEndpointAsync("gpt2");
        var pods = await Cluster.Eventually.GetAsync(
            "its pod", token => product.Client.ListAsync<V1Pod>(product.Namespace, cancellationToken: token), pods => pods.Count == 1, product.Deadline);
        await BindAsync(pods[0], node);
        await ReadyPods.MakeAsync(product.Client, product.Namespace, count: 1, product.Deadline);
        await product.StateAsync("gpt2", "running");

        // It answers for the last time.
        await product.Client.UpdateStatusAsync(node with
        {
            Metadata = new V1ObjectMeta { Name = node.Metadata.Name },
            Status = new V1NodeStatus { Conditions = [new V1NodeCondition { Type = "Ready", Status = "True", LastHeartbeatTime = TimeProvider.System.GetUtcNow().UtcDateTime }] },
        });

        var status = await product.StateAsync("gpt2", "failed");
        Assert.StartsWith("Endpoint failed: node 'gpu-1' does not answer", status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replica_that_its_node_evicts_is_told_in_the_words_of_the_kubelet()
    {
        await using var product = await OperatorUnderTest.StartAsync(controllers.Server, "evicted");
        var node = await product.Client.CreateAsync(new V1Node { Metadata = new V1ObjectMeta { Name = "full" } });
        await product.CreateEndpointAsync("gpt2");
        var pods = await Cluster.Eventually.GetAsync(
            "its pod", token => product.Client.ListAsync<V1Pod>(product.Namespace, cancellationToken: token), pods => pods.Count == 1, product.Deadline);
        await BindAsync(pods[0], node);
        var bound = (await product.Client.GetAsync<V1Pod>(pods[0].Metadata.Name, product.Namespace))!;

        // Without a version: the node controller may have written to it meanwhile.
        await product.Client.UpdateStatusAsync(bound with
        {
            Metadata = bound.Metadata with { ResourceVersion = null },
            Status = new V1PodStatus { Phase = "Failed", Reason = "Evicted", Message = "The node was low on resource: ephemeral-storage.", StartTime = TimeProvider.System.GetUtcNow().UtcDateTime },
        });

        var status = await product.StateAsync("gpt2", "failed");
        Assert.StartsWith("Endpoint failed: the node evicted a replica: The node was low on resource: ephemeral-storage. ", status.Message, StringComparison.Ordinal);
        Assert.Equal("Evicted", status.Conditions![0].Reason);
    }

    // A scheduler's part.
    private async Task BindAsync(V1Pod pod, V1Node node)
    {
        using var http = controllers.Server.CreateHttpClient();
        using var response = await http.PostAsJsonAsync(
            new Uri($"/api/v1/namespaces/{pod.Metadata.NamespaceProperty}/pods/{pod.Metadata.Name}/binding", UriKind.Relative),
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Binding",
                ["metadata"] = new JsonObject { ["name"] = pod.Metadata.Name },
                ["target"] = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Node", ["name"] = node.Metadata.Name },
            });
        response.EnsureSuccessStatusCode();
    }
}
