using Cluster;
using k8s;
using k8s.Models;
using KubeOps.KubernetesClient;

namespace IntegrationTests.Clusters;

public sealed class LocalClusterTests(RunningCluster running) : IClassFixture<RunningCluster>, IDisposable
{
    private readonly CancellationTokenSource deadline = new(TimeSpan.FromMinutes(3));

    private CancellationToken Token => deadline.Token;

    private LocalCluster Cluster => running.Cluster;

    public void Dispose() => deadline.Dispose();

    [Fact]
    public async Task The_API_server_of_an_own_cluster_stops_and_starts_and_keeps_what_it_had()
    {
        using var client = Client(Cluster.CreateConfiguration());
        await client.CreateAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = "kept" } }, Token);

        await Cluster.KillAsync(ClusterComponent.ApiServer, Token);
        await Assert.ThrowsAnyAsync<Exception>(() => client.GetAsync<V1Namespace>("kept", cancellationToken: Token));
        await Cluster.StartAsync(ClusterComponent.ApiServer, Token);

        await global::Cluster.Eventually.GetAsync(
            "the namespace", token => client.GetAsync<V1Namespace>("kept", cancellationToken: token), found => found is not null, Token);
    }

    [Fact]
    public async Task A_service_accounts_kubeconfig_has_the_rights_of_that_account()
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        try
        {
            await File.WriteAllTextAsync(path, await Cluster.ServiceAccountKubeconfigAsync("default", "default", Token), Token);
            using var client = Client(KubernetesClientConfiguration.BuildConfigFromConfigFile(path));
            var exception = await Assert.ThrowsAsync<k8s.Autorest.HttpOperationException>(
                () => client.ListAsync<V1Pod>("default", cancellationToken: Token));
            Assert.Contains("system:serviceaccount:default:default", exception.Response.Content, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_clusters_node_runs_pods()
    {
        await Cluster.AddNodeAsync(Token);
        using var client = Client(Cluster.CreateConfiguration());
        await client.CreateAsync(Pod("hello"), Token);

        var pod = await global::Cluster.Eventually.GetAsync(
            "the pod's end",
            token => client.GetAsync<V1Pod>("hello", "default", token),
            pod => pod?.Status?.Phase == "Succeeded",
            Token);

        Assert.StartsWith("10.", pod!.Status!.PodIP, StringComparison.Ordinal);
        await using var log = await client.ApiClient.CoreV1.ReadNamespacedPodLogAsync("hello", "default", cancellationToken: Token);
        using var reader = new StreamReader(log);
        Assert.Equal("hello\n", await reader.ReadToEndAsync(Token));
        await client.DeleteAsync<V1Pod>("hello", "default", Token);
    }

    [Fact]
    public async Task What_the_script_says_is_in_the_exception()
    {
        var exception = await Assert.ThrowsAsync<ClusterException>(() => Cluster.StopAsync("kube-nothing", Token));

        Assert.Contains("no component 'kube-nothing'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_in_vain_tells_what_was_seen_last()
    {
        var exception = await Assert.ThrowsAsync<TimeoutException>(() => global::Cluster.Eventually.EqualAsync(
            "an answer", 42, _ => Task.FromResult(41), Token, TimeSpan.FromMilliseconds(100)));

        Assert.Contains("an answer", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("Last seen: 41", exception.Message, StringComparison.Ordinal);
    }

    private static KubernetesClient Client(KubernetesClientConfiguration configuration) => new(configuration, new Kubernetes(configuration));

    private static V1Pod Pod(string name) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default" },
        Spec = new V1PodSpec
        {
            RestartPolicy = "Never",
            Containers = [new V1Container { Name = "main", Image = "local/pause:1", Command = ["sh", "-c", "echo hello"] }],
        },
    };
}
