using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using InferenceEndpoints.Entities;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

/// <summary>Replicas that work on one request at a time.</summary>
public sealed class ConcurrencyLimitTests
{
    [Fact]
    public async Task Twenty_requests_are_served_in_their_order_one_at_a_time_by_each_replica_and_by_a_new_one_at_once()
    {
        await using var first = await WorkerReplica.StartAsync();
        await using var second = await WorkerReplica.StartAsync();
        await using var third = await WorkerReplica.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(Endpoint(), first.Pod, second.Pod);
        var calls = new List<Task<HttpStatusCode>>();
        for (var i = 0; i < 20; i++)
        {
            calls.Add(CallAsync(gateway, i));
            await Eventually.EqualAsync(i + 1, () => first.Seen.Count + second.Seen.Count + HeldIn(gateway));
        }

        Assert.Equal((1, 1, 18), (first.Seen.Count, second.Seen.Count, HeldIn(gateway)));
        first.Answer(1);
        await Eventually.EqualAsync((2, 1, 17), () => (first.Seen.Count, second.Seen.Count, HeldIn(gateway)));

        gateway.Set(Endpoint(), first.Pod, second.Pod, third.Pod);
        await Eventually.EqualAsync((2, 1, 1, 16), () => (first.Seen.Count, second.Seen.Count, third.Seen.Count, HeldIn(gateway)));
        Assert.Equal(["/2", "/3"], [first.Seen.Last(), third.Seen.Single()]);

        third.Answer(100);
        first.Answer(100);
        second.Answer(100);
        Assert.All(await Task.WhenAll(calls), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal((1, 1, 1), (first.Most, second.Most, third.Most));
        Assert.All(new[] { first, second, third }, replica => Assert.Equal(replica.Seen.OrderBy(Number), replica.Seen));
    }

    [Fact]
    public async Task Who_finds_no_place_to_wait_may_come_again_and_who_leaves_makes_room()
    {
        await using var replica = await WorkerReplica.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.MaxHeldRequestsPerEndpoint = 1);
        gateway.Set(Endpoint(), replica.Pod);
        var served = CallAsync(gateway, 0);
        await Eventually.EqualAsync(1, () => replica.Seen.Count);
        using var patience = new CancellationTokenSource();
        var waiting = CallAsync(gateway, 1, patience.Token);
        await Eventually.EqualAsync(1, () => HeldIn(gateway));

        using (var refused = await gateway.Client.GetAsync(new Uri("/2", UriKind.Relative), gateway.Deadline))
        {
            Assert.Equal((HttpStatusCode.TooManyRequests, "5"), (refused.StatusCode, refused.Headers.RetryAfter?.ToString()));
        }

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Eventually.EqualAsync(0, () => HeldIn(gateway));
        var last = CallAsync(gateway, 3);
        await Eventually.EqualAsync(1, () => HeldIn(gateway));
        replica.Answer(2);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], await Task.WhenAll(served, last));
        Assert.Equal(["/0", "/3"], replica.Seen);
    }

    [Fact]
    public async Task Who_does_not_want_to_wait_is_told_that_all_are_busy()
    {
        await using var replica = await WorkerReplica.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(Endpoint(), replica.Pod);
        var served = CallAsync(gateway, 0);
        await Eventually.EqualAsync(1, () => replica.Seen.Count);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/1") { Headers = { { "X-Scale-Up-Timeout", "0" } } };
        using var refused = await gateway.Client.SendAsync(request, gateway.Deadline);

        Assert.Equal((HttpStatusCode.TooManyRequests, "5"), (refused.StatusCode, refused.Headers.RetryAfter?.ToString()));
        Assert.Contains("replicas_busy", await refused.Content.ReadAsStringAsync(gateway.Deadline), StringComparison.Ordinal);
        replica.Answer(1);
        Assert.Equal(HttpStatusCode.OK, await served);
    }

    [Fact]
    public async Task A_replica_that_cannot_be_reached_costs_nobody_his_answer()
    {
        await using var replica = await WorkerReplica.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(Endpoint(), replica.Pod, Replica.PodAt(ClosedPort()));

        var calls = Enumerable.Range(0, 10).Select(number => CallAsync(gateway, number)).ToList();
        replica.Answer(10);

        Assert.All(await Task.WhenAll(calls), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal((10, 1), (replica.Seen.Count, replica.Most));
    }

    private static int Number(string path) => int.Parse(path.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);

    private static int HeldIn(GatewayUnderTest gateway) => gateway.Table.Current.All.Single().Room.Held;

    private static InferenceEndpoint Endpoint()
    {
        var endpoint = GatewayUnderTest.Endpoint();
        endpoint.Spec.Balancing = new BalancingSpec { MaxConcurrentRequestsPerReplica = 1 };
        return endpoint;
    }

    private static async Task<HttpStatusCode> CallAsync(GatewayUnderTest gateway, int number, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gateway.Deadline, cancellationToken);
        using var response = await gateway.Client.GetAsync(new Uri($"/{number}", UriKind.Relative), either.Token);
        return response.StatusCode;
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Answers as many requests as it is told to.</summary>
    private sealed class WorkerReplica : IAsyncDisposable
    {
        private readonly Channel<bool> answers = Channel.CreateUnbounded<bool>();
        private Replica? server;
        private int current;

        public ConcurrentQueue<string> Seen { get; } = [];

        /// <summary>Requests at once.</summary>
        public int Most { get; private set; }

        public V1Pod Pod => server!.Pod;

        public static async Task<WorkerReplica> StartAsync()
        {
            var replica = new WorkerReplica();
            replica.server = await Replica.StartAsync(replica.ServeAsync);
            return replica;
        }

        public void Answer(int count) => Enumerable.Repeat(true, count).ToList().ForEach(answer => answers.Writer.TryWrite(answer));

        public async ValueTask DisposeAsync() => await server!.DisposeAsync();

        private async Task ServeAsync(HttpContext context)
        {
            Most = Math.Max(Most, Interlocked.Increment(ref current));
            Seen.Enqueue(context.Request.Path);
            await answers.Reader.ReadAsync(context.RequestAborted);
            Interlocked.Decrement(ref current);
            await context.Response.WriteAsync("done");
        }
    }
}
