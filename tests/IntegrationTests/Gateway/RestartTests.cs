using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

public sealed class RestartTests
{
    private const string Start = "GET /x HTTP/1.1\r\nHost: " + GatewayUnderTest.Host + "\r\n\r\n";

    private static readonly Uri Ready = new("/readyz", UriKind.Relative);

    [Fact]
    public async Task A_gateway_that_stops_says_so_first_and_still_takes_requests()
    {
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.ShutdownDelay = TimeSpan.FromMinutes(1), replica.Pod);
        using var open = await RawHttp.ConnectAsync(gateway.Public, gateway.Deadline);
        await open.SendAsync(Start, gateway.Deadline);
        Assert.DoesNotContain("Connection: close", await open.ReadUntilAsync("\r\n0\r\n\r\n", gateway.Deadline), StringComparison.Ordinal);

        using var stop = new CancellationTokenSource();
        var stopping = gateway.StopAsync(stop.Token);
        await Eventually.TrueAsync(async () => !await IsReadyAsync(gateway));

        // Connections that are open, and new ones, of either protocol.
        await open.SendAsync(Start, gateway.Deadline);
        Assert.Contains("Connection: close", await open.ReadUntilAsync("\r\n0\r\n\r\n", gateway.Deadline), StringComparison.Ordinal);
        Assert.EndsWith("0\r\n\r\n", await RawHttp.ExchangeAsync(gateway.Public, Start, gateway.Deadline), StringComparison.Ordinal);
        using var http2 = await RawHttp2.ConnectAsync(gateway.Public, gateway.Deadline);
        (string, string)[] headers = [(":method", "GET"), (":scheme", "http"), (":authority", GatewayUnderTest.Host), (":path", "/x")];
        await http2.SendHeadersAsync(stream: 1, isWhole: true, headers, gateway.Deadline);
        var outcomes = new List<string>();
        do
        {
            outcomes.Add(await http2.OutcomeAsync(gateway.Deadline));
        }
        while (outcomes[^1] != "closed");
        Assert.Equal(["200", "GOAWAY 0", "closed"], outcomes.Distinct().Order()); // the stream that is open is served, before a GOAWAY or after it

        await stop.CancelAsync();
        await stopping;
    }

    [Fact]
    public async Task A_stream_that_is_under_way_ends_as_it_would()
    {
        using var next = new SemaphoreSlim(0);
        await using var replica = await Replica.StartAsync(async context =>
        {
            await context.Response.WriteAsync("first ");
            await next.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("last");
        });
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.ShutdownTimeout = TimeSpan.FromMinutes(1), replica.Pod);
        using var response = await gateway.Client.GetAsync(new Uri("/x", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, gateway.Deadline);

        var stopping = gateway.StopAsync(gateway.Deadline);
        await Eventually.TrueAsync(() => IsRefusedAsync(gateway.Public));
        next.Release();

        Assert.Equal("first last", await response.Content.ReadAsStringAsync(gateway.Deadline));
        await stopping;
    }

    [Fact]
    public async Task A_rolling_restart_under_load_loses_no_request()
    {
        await using var replica = await Replica.StartAsync(async context =>
        {
            await context.Response.WriteAsync("data: 1\n\n");
            await Task.Yield();
            await context.Response.WriteAsync("data: 2\n\n");
        });
        await using var first = await StartAsync(replica);
        await using var second = await StartAsync(replica);
        await using var third = await StartAsync(replica);
        await using var fourth = await StartAsync(replica);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(first.Deadline);
        var ready = ImmutableArray.Create(first, second);
        var lost = new ConcurrentQueue<string>();
        var answered = 0;

        var load = Task.WhenAll(Enumerable.Range(0, 8).Select(i => AskAsync(i % 2 == 0 ? HttpVersion.Version11 : HttpVersion.Version20)));
        foreach (var (old, replacement) in new[] { (first, third), (second, fourth) })
        {
            var before = Volatile.Read(ref answered);
            await Eventually.TrueAsync(() => Volatile.Read(ref answered) > before + 100);
            ImmutableInterlocked.Update(ref ready, gateways => gateways.Add(replacement));
            var stopping = old.StopAsync(old.Deadline);

            // What kube-proxy does when it hears that a pod is not ready any more. It asks nobody else when a connection is refused.
            await Eventually.TrueAsync(async () => !await IsReadyAsync(old));
            ImmutableInterlocked.Update(ref ready, gateways => gateways.Remove(old));
            await stopping;
        }

        var last = Volatile.Read(ref answered);
        await Eventually.TrueAsync(() => Volatile.Read(ref answered) > last + 100);
        await end.CancelAsync();
        await load;
        Assert.Empty(lost);

        async Task AskAsync(Version version)
        {
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false })
            {
                DefaultRequestVersion = version,
                DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
                DefaultRequestHeaders = { Host = GatewayUnderTest.Host },
            };
            for (var i = 0; !end.IsCancellationRequested; i++)
            {
                var gateways = ready;
                using var content = new StringContent("{}");
                try
                {
                    using var response = await client.PostAsync(new Uri(gateways[i % gateways.Length].Public, "/x"), content, first.Deadline);
                    Assert.Equal((HttpStatusCode.OK, "data: 1\n\ndata: 2\n\n"), (response.StatusCode, await response.Content.ReadAsStringAsync(first.Deadline)));
                    Interlocked.Increment(ref answered);
                }
                catch (Exception exception) when (exception is HttpRequestException or Xunit.Sdk.XunitException)
                {
                    lost.Enqueue($"{version}: {exception}");
                }
            }
        }
    }

    private static Task<GatewayUnderTest> StartAsync(Replica replica) => GatewayUnderTest.StartAsync(
        options =>
        {
            options.ShutdownDelay = TimeSpan.FromMilliseconds(500);
            options.ShutdownTimeout = TimeSpan.FromSeconds(30);
        },
        replica.Pod);

    private static async Task<bool> IsReadyAsync(GatewayUnderTest gateway)
    {
        using var probe = gateway.CreateClient(gateway.Telemetry);
        using var readiness = await probe.GetAsync(Ready, gateway.Deadline);
        return readiness.IsSuccessStatusCode;
    }

    private static async Task<bool> IsRefusedAsync(Uri server)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(server.Host, server.Port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
