using Benchmarks.Gateway;
using Cluster;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Activity;
using InferenceEndpoints.Operator.Settings;
using k8s;
using k8s.Models;
using KubeOps.KubernetesClient;
using Microsoft.Extensions.Logging.Abstractions;

namespace Benchmarks.Waking;

/// <summary>What the operator's part of asking gateways takes.</summary>
internal static class CollectionCost
{
    private const int FirstPort = 21_920;
    private const int WarmUp = 30;
    private const int Rounds = 100;

    public static readonly TimeSpan Interval = new ActivityOptions().Interval;

    /// <returns>Percent of a core.</returns>
    public static async Task<double> RunAsync(int endpoints, int gateways, CancellationToken cancellationToken)
    {
        var options = new OperatorOptions();
        await using var processes = new Processes();
        for (var i = 0; i < gateways; i++)
        {
            var port = FirstPort + (2 * i);
            processes.Add(BackgroundProcess.StartSelf(BenchGateway.Command, $"{port}", $"{port + 1}", $"{endpoints}"));
            options.Activity.Gateways.Add(new Uri($"http://127.0.0.1:{port + 1}"));
        }

        using var client = new KubernetesClient(new KubernetesClientConfiguration(), new Kubernetes(new KubernetesClientConfiguration { Host = "http://127.0.0.1" })); // nobody is asked
        using var reader = new GatewayReader(client, options, NullLogger<GatewayReader>.Instance);
        using var activity = new ActivityRounds(reader, options, TimeProvider.System);
        var all = Enumerable.Range(0, endpoints).Select(Endpoint).ToList();
        await Eventually.TrueAsync("all gateways answer", async token => await reader.ReadAsync(token) is not null, cancellationToken);
        await AskAsync(WarmUp);
        var before = Environment.CpuUsage.TotalTime;
        await AskAsync(Rounds);
        return (Environment.CpuUsage.TotalTime - before) / Rounds / Interval * 100;

        async Task AskAsync(int rounds)
        {
            for (var round = 0; round < rounds; round++)
            {
                await activity.AskAsync(cancellationToken);
                foreach (var endpoint in all)
                {
                    if (activity.IsIdle(endpoint) || activity.LastActivity(endpoint) is null)
                    {
                        throw new InvalidOperationException($"{endpoint.Metadata.Name} was used.");
                    }
                }
            }
        }
    }

    /// <summary>It may fall asleep.</summary>
    private static InferenceEndpoint Endpoint(int index)
    {
        var endpoint = BenchGateway.Endpoint(BenchGateway.Key(index));
        endpoint.Spec.Compute = new ComputeSpec { Scaling = new ScalingSpec { MinReplica = 0 } };
        endpoint.Status!.State = "running";
        endpoint.Status.Conditions = [new V1Condition { Type = "Ready", Status = "True", LastTransitionTime = TimeProvider.System.GetUtcNow().UtcDateTime }];
        return endpoint;
    }

    private sealed class Processes : List<BackgroundProcess>, IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var process in this)
            {
                await process.DisposeAsync();
            }
        }
    }
}
