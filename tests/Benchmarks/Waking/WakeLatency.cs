using System.Diagnostics;
using InferenceEndpoints.Entities;
using k8s.Models;

namespace Benchmarks.Waking;

/// <summary>From a request at the gateway until somebody who watches sees its endpoint's Deployment with a replica.</summary>
/// <param name="Total">Wakes at random moments.</param>
/// <param name="Mark">Of these, until he sees the endpoint with the gateway's mark.</param>
/// <param name="Replica">From then on.</param>
/// <param name="Bare">The same two writes, and the same two sights, of a program that does nothing else, while neither operator nor gateway runs.</param>
/// <param name="Crowded">Wakes each of which begins when the one before it has its replica, while that is being told.</param>
internal sealed record WakeLatency(Samples Total, Samples Mark, Samples Replica, Samples Bare, Samples Crowded)
{
    /// <summary>Between one wake and the next; half of it in the mean.</summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromMilliseconds(100);

    private const int WarmUp = 20;

    public static async Task<WakeLatency> MeasureAsync(int endpoints, int wakes, CancellationToken cancellationToken)
    {
        await using var cluster = await WakeCluster.StartAsync(cancellationToken);
        using var watch = await WakeWatch.StartAsync(cluster.Client.ApiClient, cancellationToken);
        await cluster.FillAsync(endpoints, watch, cancellationToken);
        var names = new Queue<string>(Enumerable.Range(0, endpoints).Select(WakeCluster.Name));
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        await RunAsync(WarmUp, LongestGap, AskAsync);
        var total = await RunAsync(wakes, LongestGap, AskAsync);
        var crowded = await RunAsync(wakes, TimeSpan.Zero, AskAsync);
        await cluster.StopProductAsync();
        await RunAsync(WarmUp, LongestGap, WriteAsync);
        var bare = await RunAsync(wakes, LongestGap, WriteAsync);
        return new WakeLatency(
            Of(total, wake => wake.Replica - wake.Start), Of(total, wake => wake.Mark - wake.Start), Of(total, wake => wake.Replica - wake.Mark),
            Of(bare, wake => wake.Replica - wake.Start), Of(crowded, wake => wake.Replica - wake.Start));

        async Task<List<(long Start, long Mark, long Replica)>> RunAsync(int count, TimeSpan longestGap, Func<string, WakeWatch.Sights, Task> wakeAsync)
        {
            var times = new List<(long, long, long)>();
            for (var i = 0; i < count; i++)
            {
                await Task.Delay(Random.Shared.NextDouble() * longestGap, TimeProvider.System, cancellationToken);
                var name = names.Dequeue();
                var sights = watch.Expect(name);
                var start = Stopwatch.GetTimestamp();
                await wakeAsync(name, sights);
                times.Add((start, await sights.Mark.Task.WaitAsync(cancellationToken), await sights.Replica.Task.WaitAsync(cancellationToken)));
            }

            return times;
        }

        async Task AskAsync(string name, WakeWatch.Sights sights)
        {
            using var answer = await http.GetAsync(new Uri(cluster.Gateway, $"/endpoints/{WakeCluster.Namespace}/{name}/"), cancellationToken);
        }

        async Task WriteAsync(string name, WakeWatch.Sights sights)
        {
            await Task.WhenAll(
                cluster.Client.PatchAsync<InferenceEndpoint>(WakeCluster.Mark(Annotations.Wake), name, WakeCluster.Namespace, cancellationToken: cancellationToken),
                ScaleAsync(name, sights));
        }

        async Task ScaleAsync(string name, WakeWatch.Sights sights)
        {
            await sights.Mark.Task.WaitAsync(cancellationToken);
            await cluster.Client.ApiClient.AppsV1.PatchNamespacedDeploymentScaleAsync(
                new V1Patch("""{"spec":{"replicas":1}}""", V1Patch.PatchType.MergePatch), name, WakeCluster.Namespace, cancellationToken: cancellationToken);
        }
    }

    private static Samples Of(IEnumerable<(long Start, long Mark, long Replica)> wakes, Func<(long Start, long Mark, long Replica), long> ticks) =>
        new(wakes.Select(wake => Stopwatch.GetElapsedTime(0, ticks(wake))));
}
