using Cluster;

namespace IntegrationTests.KubectlIep;

[Collection(UsesApiServer.Name)]
public sealed class DoctorTests(ApiServer server)
{
    [Fact]
    public async Task A_cluster_without_nodes_operator_and_gateway_fails_with_what_to_do_and_names_are_completed()
    {
        await using var plugin = await PluginUnderTest.StartAsync(server, "plugin-doctor");
        await server.KubectlAsync(plugin.Deadline, "apply", "-f", Repository.File("deploy/catalogue"));
        await plugin.CreateEndpointAsync("gpt2");

        var examined = await plugin.RunAsync("doctor");

        Assert.Equal((1, ""), (examined.ExitCode, examined.Error));
        Assert.Matches(@"^\w+ +Kubernetes +v1\.\d+", examined.Output);
        Assert.Matches(@"\nOK +inferenceendpoints +v1alpha1\n", examined.Output);
        Assert.Matches(@"\nOK +instance types +\d+\n", examined.Output);
        Assert.Matches(@"\nFAIL +nodes +0 of 0 are ready; ", examined.Output);
        Assert.Matches(@"\nWARN +nvidia\.com/gpu +on no ready node; ", examined.Output);
        Assert.Matches(@"\nFAIL +gateway +no Deployment with its labels; ", examined.Output);
        Assert.Matches(@"\nWARN +DNS in the cluster +no Deployment with k8s-app=kube-dns in kube-system; ", examined.Output);
        Assert.Matches(@"\nWARN +external\.metrics\.k8s\.io +not served; ", examined.Output);
        Assert.Matches(@"\nOK +your rights +all that the plugin needs in namespace plugin-doctor\n", examined.Output);
        Assert.Equal("gpt2\n:4\n", (await plugin.CompleteAsync("status", "gp")).Output);
    }
}
