using System.Net;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

public sealed class BalancingTests
{
    private const int Callers = 60;
    private static readonly Uri Path = new("/x", UriKind.Relative);

    [Fact]
    public async Task Three_replicas_share_the_load_and_one_that_drains_finishes_what_it_has_and_gets_nothing_new()
    {
        var mayAnswer = new TaskCompletionSource();
        var counts = new int[3];
        await using var first = await StartAsync(0);
        await using var second = await StartAsync(1);
        await using var draining = await StartAsync(2);
        await using var gateway = await GatewayUnderTest.StartAsync(first.Pod, second.Pod, draining.Pod);

        var held = AskAll(gateway);
        await Eventually.EqualAsync(Callers, () => counts.Sum());

        // Those who choose at the same moment see the same counts.
        Assert.All(counts, count => Assert.InRange(count, (Callers / 3) - 5, (Callers / 3) + 5));
        var kept = counts[2];

        var pod = draining.Pod;
        pod.Metadata.DeletionTimestamp = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        gateway.Set(GatewayUnderTest.Endpoint(), first.Pod, second.Pod, pod);
        var later = AskAll(gateway);
        await Eventually.EqualAsync(2 * Callers, () => counts.Sum());
        Assert.Equal(kept, counts[2]);

        mayAnswer.SetResult();
        Assert.All(await Task.WhenAll(held.Concat(later)), status => Assert.Equal(HttpStatusCode.OK, status));

        Task<Replica> StartAsync(int number) => Replica.StartAsync(async context =>
        {
            Interlocked.Increment(ref counts[number]);
            await mayAnswer.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("done");
        });
    }

    private static List<Task<HttpStatusCode>> AskAll(GatewayUnderTest gateway) => [.. Enumerable.Range(0, Callers).Select(async _ =>
    {
        using var response = await gateway.Client.GetAsync(Path, gateway.Deadline);
        return response.StatusCode;
    })];
}
