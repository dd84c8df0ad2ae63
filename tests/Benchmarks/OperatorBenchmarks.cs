using System.Globalization;
using Cluster;
using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator;
using InferenceEndpoints.Operator.Cluster;
using k8s;
using KubeOps.KubernetesClient;

namespace Benchmarks;

/// <summary>One installation after the other, on a cluster without controllers and without a node.</summary>
internal static class OperatorBenchmarks
{
    /// <returns>A page for people.</returns>
    public static async Task<string> RunAsync(IEnumerable<int> sizes, CancellationToken cancellationToken)
    {
        OperatorJsonContext.Register();
        await using var cluster = await LocalCluster.StartAsync(cancellationToken);
        await KubectlAsync("apply", "--validate=false", "-f", Repository.File("crds"));
        await KubectlAsync("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
        await KubectlAsync("create", "namespace", "inference-endpoints");
        await KubectlAsync("apply", "-f", Repository.File("deploy/catalogue"), "-f", Repository.File("deploy/rbac"));
        await cluster.KillAsync(ClusterComponent.Scheduler, cancellationToken);
        var kubeconfig = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                kubeconfig, await cluster.ServiceAccountKubeconfigAsync("inference-endpoints", "inference-endpoints-operator", cancellationToken), cancellationToken);
            using var client = Connect(cluster.KubeconfigPath);
            var bare = await BareClientAsync(client, cancellationToken);
            var quiet = new QuietBenchmark(cluster, client, () => KubectlAsync("get", "--raw", "/metrics"));
            var writes = await quiet.RunAsync(bare, Start, await NamespaceAsync("quiet"), cancellationToken);
            var benchmark = new OperatorBenchmark(bare, Start, CreateBareAsync);
            var measurements = new List<Measurement>();
            foreach (var size in sizes)
            {
                await Console.Error.WriteLineAsync($"{size} endpoints");
                var rounds = new List<Round>();
                for (var round = 1; round < Rounds(size); round++)
                {
                    rounds.Add(await benchmark.CompareAsync(
                        size, await NamespaceAsync($"bare-{size}-{round}"), await NamespaceAsync($"operator-{size}-{round}"), cancellationToken));
                }

                var last = await benchmark.RunAsync(size, await NamespaceAsync($"bare-{size}"), await NamespaceAsync($"operator-{size}"), cancellationToken);
                measurements.Add(last with { Rounds = [.. rounds, .. last.Rounds] });
            }

            return Report.Write(measurements, writes);
        }
        finally
        {
            File.Delete(kubeconfig);
        }

        OperatorProcess Start(string ns) =>
            OperatorProcess.Start(kubeconfig, 20_000 + Random.Shared.Next(900), [KeyValuePair.Create("Operator__Namespace", ns)]);

        async Task<string> NamespaceAsync(string name)
        {
            await KubectlAsync("create", "namespace", name);
            return name;
        }

        Task<string> KubectlAsync(params string[] arguments) => Shell.RunAsync(
            "kubectl", ["--kubeconfig", cluster.KubeconfigPath, .. arguments], input: null, environment: null, cancellationToken);

        async Task<Cost> CreateBareAsync(string ns, int count, CancellationToken token) => Cost.Parse(await Shell.RunAsync(
            Environment.ProcessPath!,
            [BareClient.Command, cluster.KubeconfigPath, ns, count.ToString(CultureInfo.InvariantCulture)],
            input: null,
            BareClient.Runtime,
            token));
    }

    /// <summary>This process is the bare client.</summary>
    public static async Task<Cost> RunBareAsync(string kubeconfig, string @namespace, int count, CancellationToken cancellationToken)
    {
        OperatorJsonContext.Register();
        using var client = Connect(kubeconfig);
        return await (await BareClientAsync(client, cancellationToken)).CreateAllAsync(@namespace, count, cancellationToken);
    }

    /// <summary>Where a budget is to be judged, chance is not to decide; elsewhere one round shows what grows.</summary>
    private static int Rounds(int endpoints) => endpoints == Report.BudgetedEndpoints ? 3 : 1;

    private static KubernetesClient Connect(string kubeconfig)
    {
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig);
        return new KubernetesClient(configuration, new Kubernetes(configuration));
    }

    private static async Task<BareClient> BareClientAsync(KubernetesClient client, CancellationToken cancellationToken) => new(
        client,
        await ClusterDiscovery.DiscoverAsync(client.ApiClient, cancellationToken),
        new InstanceCatalogue(await client.ListAsync<InstanceType>(cancellationToken: cancellationToken)));
}
