using Cluster;
using InferenceEndpoints.Entities;
using k8s.Models;
using KubeOps.KubernetesClient;

namespace Benchmarks;

/// <summary>Counts what endpoints cost that run, and of which nobody changes anything.</summary>
internal sealed class QuietBenchmark(LocalCluster cluster, IKubernetesClient client, Func<Task<string>> readMetricsAsync)
{
    public const int Endpoints = 50;
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    /// <param name="endpoints">Creates them.</param>
    /// <param name="operators">Starts one for a namespace.</param>
    /// <param name="namespace">It is there, and empty.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Writes, by the API server's own count.</returns>
    public async Task<double> RunAsync(BareClient endpoints, Func<string, OperatorProcess> operators, string @namespace, CancellationToken cancellationToken)
    {
        await using var process = operators(@namespace);
        await endpoints.CreateEndpointsAsync(@namespace, Endpoints, cancellationToken);
        await ReadyPods.MakeAsync(client, @namespace, Endpoints, cancellationToken);
        await Eventually.EqualAsync(
            "endpoints that run",
            Endpoints,
            async token => (await client.ListAsync<InferenceEndpoint>(@namespace, cancellationToken: token)).Count(endpoint => endpoint.Status?.State == "running"),
            cancellationToken);
        await Eventually.EqualAsync(
            "endpoints of whose start is told",
            Endpoints,
            async token => (await client.ListAsync<Corev1Event>(@namespace, cancellationToken: token)).Count(told => told.Reason == "Started"),
            cancellationToken);

        // From here on nobody but the operator writes.
        await cluster.KillAsync(ClusterComponent.ControllerManager, cancellationToken);
        var before = ApiServerMetrics.Writes(await readMetricsAsync());
        await Task.Delay(Window, TimeProvider.System, cancellationToken);
        var writes = ApiServerMetrics.Difference(before, ApiServerMetrics.Writes(await readMetricsAsync())).Values.Sum();
        await process.StopAsync(cancellationToken);
        await endpoints.DeleteServicesAsync(@namespace, Endpoints, cancellationToken);
        return writes;
    }
}
