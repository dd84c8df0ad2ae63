using System.Diagnostics;
using System.Globalization;
using Cluster;
using InferenceEndpoints.Entities;
using k8s.Models;

namespace Benchmarks.Autoscaling;

/// <summary>How many replicas there should be, and how many were ready.</summary>
internal sealed record ReplicaSample(TimeSpan Time, int Wanted, int Ready);

/// <summary>Callers come in shapes, and the number of replicas follows: by the real controller manager, on the operator's metrics.</summary>
internal static class AutoscalingBenchmark
{
    public const int MaxReplicas = 5;

    private static readonly TimeSpan Sampling = TimeSpan.FromMilliseconds(250);

    /// <summary>Writes a plot for each shape.</summary>
    public static async Task RunAsync(IReadOnlyCollection<Shape> shapes, CancellationToken cancellationToken)
    {
        await using var cluster = await AutoscalingCluster.StartAsync(cancellationToken);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1_000 }) { Timeout = TimeSpan.FromMinutes(3) };
        foreach (var shape in shapes)
        {
            await Console.Error.WriteLineAsync(shape.Title);
            var (calls, replicas) = await RunAsync(cluster, client, shape, cancellationToken);
            var file = Repository.File($"docs/autoscaling-{shape.Name}.svg");
            await File.WriteAllTextAsync(file, Plot.Draw(shape, calls, replicas), cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}: {Plot.Summary(calls)}"));
        }
    }

    private static async Task<(IReadOnlyList<Call> Calls, IReadOnlyList<ReplicaSample> Replicas)> RunAsync(
        AutoscalingCluster cluster, HttpClient client, Shape shape, CancellationToken cancellationToken)
    {
        await cluster.KubectlAsync(Manifest(shape.Name), cancellationToken, "apply", "-f", "-");
        await Eventually.TrueAsync(
            $"{shape.Name} runs",
            async token => (await cluster.Client.GetAsync<InferenceEndpoint>(shape.Name, AutoscalingCluster.Team, token))?.Status?.State == "running",
            cancellationToken,
            TimeSpan.FromMinutes(5));

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sampling = SampleAsync(cluster, shape, end.Token);
        var calls = await new Callers(client, new Uri(cluster.Gateway, $"/endpoints/{AutoscalingCluster.Team}/{shape.Name}/generate")).RunAsync(shape, cancellationToken);
        await end.CancelAsync();
        var replicas = await sampling;
        await cluster.KubectlAsync("", cancellationToken, "-n", AutoscalingCluster.Team, "delete", "iep", shape.Name);
        await Eventually.TrueAsync(
            "its pods are gone", async token => (await cluster.Client.ListAsync<V1Pod>(AutoscalingCluster.Team, cancellationToken: token)).Count == 0, cancellationToken);
        return (calls, replicas);
    }

    private static async Task<IReadOnlyList<ReplicaSample>> SampleAsync(AutoscalingCluster cluster, Shape shape, CancellationToken cancellationToken)
    {
        var (start, samples) = (Stopwatch.GetTimestamp(), new List<ReplicaSample>());
        using var timer = new PeriodicTimer(Sampling);
        try
        {
            do
            {
                var deployment = await cluster.Client.GetAsync<V1Deployment>(shape.Name, AutoscalingCluster.Team, cancellationToken);
                samples.Add(new ReplicaSample(Stopwatch.GetElapsedTime(start), deployment?.Spec?.Replicas ?? 0, deployment?.Status?.ReadyReplicas ?? 0));
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // The shape has ended.
        }

        return samples;
    }

    // Two requests at a time, for a second each.
    private static string Manifest(string name) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
          apiVersion: inferenceendpoints.dev/v1alpha1
          kind: InferenceEndpoint
          metadata: {name: {{name}}, namespace: {{AutoscalingCluster.Team}}}
          spec:
            type: public
            model:
              repository: openai-community/gpt2
              image: {tgi: {} }
              env: {MODEL_SERVER_SLOW_MS: "1000"}
            balancing: {maxConcurrentRequestsPerReplica: 2}
            compute:
              instanceType: intel-spr
              scaling:
                minReplica: 0
                maxReplica: {{MaxReplicas}}
                scaleToZeroTimeout: 2
                measure: {pendingRequests: 1.5}
                behavior:
                  scaleUp: {periodSeconds: {{Shape.Minute.TotalSeconds}}}
                  scaleDown: {periodSeconds: {{2 * Shape.Minute.TotalSeconds}}, stabilizationWindowSeconds: {{5 * Shape.Minute.TotalSeconds}}}
          """);
}
