using System.Net;
using Cluster;
using EndToEndTests.Harness;
using InferenceEndpoints.Entities;
using k8s.Models;

namespace EndToEndTests.Cycles;

[Collection(UsesAPlayedCluster.Name)]
public sealed class StormTests(PlayedCluster product)
{
    private const string Name = "storm";
    private const int Callers = 2000;
    private const long MaxGrowth = 100 * 1024 * 1024;

    [Fact]
    public async Task A_storm_on_an_endpoint_that_sleeps_wakes_it_once_and_all_who_may_wait_are_served()
    {
        var loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var history = new SleepHistory(product.Endpoints, Name);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
        product.Load = () => Task.CompletedTask;
        await product.ApplyAsync([Name]);
        await Eventually.TrueAsync("it sleeps, and nothing of it is left to answer", async token => history.IsAsleep(Name) && !await HasReplicasAsync(token), product.Deadline);
        product.Load = () => loaded.Task.WaitAsync(product.Deadline);
        var gateways = product.Gateways;
        var before = gateways.Select(gateway => gateway.Memory).ToList();

        var refused = 0;
        var calls = Enumerable.Range(0, Callers).Select(i => CallAsync(gateways[i % gateways.Length].Public)).ToList();
        var (places, beyond) = (gateways.Length * PlayedCluster.MaxHeld, Callers - (gateways.Length * PlayedCluster.MaxHeld));
        await Eventually.GetAsync("there is no place for the others", _ => Task.FromResult(Volatile.Read(ref refused)), count => count >= beyond, product.Deadline);
        Assert.All(gateways.Zip(before), gateway => Assert.InRange(gateway.First.Memory - gateway.Second, long.MinValue, MaxGrowth));
        loaded.SetResult();

        var answers = (await Task.WhenAll(calls)).CountBy(answer => answer).ToDictionary();
        Assert.Equal(places, answers[(HttpStatusCode.OK, null)]);
        Assert.Equal(beyond, answers[(HttpStatusCode.TooManyRequests, "5")]);
        Assert.Single(history.Wakes(Name));
        var status = await Eventually.GetAsync(
            "the status says when callers had something of it",
            async token => (await product.Client.GetAsync<InferenceEndpoint>(Name, PlayedCluster.Team, token))!.Status!,
            status => status.LastStart?.FirstByteAt is not null,
            product.Deadline);
        Assert.InRange(status.LastStart!.FirstByteAt!.Value, status.LastStart.StartedAt!.Value, TimeProvider.System.GetUtcNow().UtcDateTime);
        Assert.Equal(StartPhases.FirstByte, status.LastStart.Phases![^1].Name);
        await Eventually.TrueAsync(
            "so does an Event",
            async token => (await product.Client.ListAsync<Corev1Event>(PlayedCluster.Team, cancellationToken: token))
                .Any(told => told.InvolvedObject?.Name == Name && told.Message?.Contains("; first byte after", StringComparison.Ordinal) is true),
            product.Deadline);
        Assert.Single(product.GatewayLog, line => line.Contains($"A request wakes {PlayedCluster.Team}/{Name}", StringComparison.Ordinal));

        async Task<bool> HasReplicasAsync(CancellationToken cancellationToken) =>
            (await product.Client.ListAsync<V1Pod>(PlayedCluster.Team, cancellationToken: cancellationToken))
            .Any(pod => pod.Metadata.Name.StartsWith(Name, StringComparison.Ordinal));

        async Task<(HttpStatusCode Status, string? RetryAfter)> CallAsync(Uri gateway)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, $"/endpoints/{PlayedCluster.Team}/{Name}/ask")) { Content = new StringContent("?") };
            request.Headers.Add("X-Scale-Up-Timeout", "300");
            using var answer = await http.SendAsync(request, product.Deadline);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                Interlocked.Increment(ref refused);
            }

            return (answer.StatusCode, answer.Headers.RetryAfter?.ToString());
        }
    }
}
