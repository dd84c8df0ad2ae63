using Cluster;
using InferenceEndpoints.Entities;
using k8s.Models;

namespace IntegrationTests.Operator;

/// <summary>What the operator does with rights in some namespaces only.</summary>
[Collection(UsesApiServer.Name)]
public sealed class NamespacesTests(ApiServer server)
{
    private const string User = "operator-of-some-namespaces";

    [Fact]
    public async Task Endpoints_of_several_namespaces_run_with_a_role_in_each_and_those_of_others_are_let_be()
    {
        await KubectlAsync("apply", "-f", Repository.File("deploy/base/namespace.yaml"));
        await KubectlAsync("apply", "-f", Repository.File("deploy/rbac"));
        await server.Client.CreateAsync(new V1ClusterRole
        {
            Metadata = new V1ObjectMeta { Name = User },
            Rules = [new V1PolicyRule { ApiGroups = [InstanceType.KubeGroup], Resources = [InstanceType.KubePluralName], Verbs = ["list", "watch"] }],
        });
        await KubectlAsync("create", "clusterrolebinding", User, $"--clusterrole={User}", $"--user={User}");
        foreach (var ns in new[] { "some-a", "some-b" })
        {
            await server.CreateNamespaceAsync(ns);
            await KubectlAsync("-n", ns, "create", "rolebinding", User, "--clusterrole=inference-endpoints-operator", $"--user={User}");
        }

        await using var product = await OperatorUnderTest.StartAsAsync(server, User, "some-c", ("Operator__Namespace", "some-a,some-b"));
        await product.CreateEndpointAsync("beyond");
        foreach (var ns in new[] { "some-a", "some-b" })
        {
            await product.CreateEndpointAsync("gpt2", ns: ns);
            await Cluster.Eventually.TrueAsync(
                $"the endpoint in {ns} is pending",
                async token => (await product.Client.GetAsync<InferenceEndpoint>("gpt2", ns, token))?.Status?.State == "pending",
                product.Deadline);
        }

        var before = await product.Client.GetAsync<V1Service>("gpt2", "some-b");
        await product.Client.DeleteAsync<V1Service>("gpt2", "some-b");
        await Cluster.Eventually.TrueAsync(
            "its Service is made again",
            async token => await product.Client.GetAsync<V1Service>("gpt2", "some-b", token) is { } after && after.Metadata.Uid != before!.Metadata.Uid,
            product.Deadline);

        // It may not count what nodes have free, and does not complain.
        await WaitingReplica.AddAsync(product, "gpt2", gpus: 1, ns: "some-a");
        await product.RequestedAsync("GET /api/v1/nodes[?]");
        await Cluster.Eventually.TrueAsync(
            "the endpoint tells the scheduler's words alone",
            async token => (await product.Client.GetAsync<InferenceEndpoint>("gpt2", "some-a", token))?.Status?.Message?.EndsWith(
                WaitingReplica.SchedulersWords, StringComparison.Ordinal) is true,
            product.Deadline);

        Assert.Null((await product.Client.GetAsync<InferenceEndpoint>("beyond", product.Namespace))!.Status?.State);
        Assert.DoesNotContain(product.Log, line => line.Contains("Cannot follow", StringComparison.Ordinal));
        Assert.DoesNotContain(product.Log, line => line.Contains("cannot be counted", StringComparison.Ordinal));
    }

    private Task<string> KubectlAsync(params IEnumerable<string> arguments) => server.KubectlAsync(CancellationToken.None, arguments);
}
