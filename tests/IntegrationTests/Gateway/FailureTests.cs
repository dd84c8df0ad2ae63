using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

public sealed class FailureTests
{
    private static readonly Uri Path = new("/x", UriKind.Relative);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_the_caller_goes_away_the_replica_hears_of_it(bool isStreaming)
    {
        var arrived = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        await using var replica = await Replica.StartAsync(async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            if (isStreaming)
            {
                await context.Response.WriteAsync("data: 1\n\n");
            }

            arrived.SetResult();
            await aborted.Task;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(gateway.Deadline);

        var asking = gateway.Client.GetAsync(Path, caller.Token);
        await arrived.Task.WaitAsync(gateway.Deadline);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await aborted.Task.WaitAsync(gateway.Deadline);
        await Eventually.EqualAsync("1", () => gateway.RequestsAsync(499));
        Assert.DoesNotContain("ReplicaFailed", gateway.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_goes_to_another_pod_when_one_cannot_be_reached()
    {
        await using var replica = await Replica.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync(await reader.ReadToEndAsync());
        });
        await using var gateway = await GatewayUnderTest.StartAsync(Replica.PodAt(ClosedPort()), replica.Pod, Replica.PodAt(ClosedPort()));

        for (var i = 0; i < 20; i++)
        {
            using var content = new StringContent($"request {i}");
            using var response = await gateway.Client.PostAsync(Path, content, gateway.Deadline);
            Assert.Equal($"request {i}", await response.Content.ReadAsStringAsync(gateway.Deadline));
        }
    }

    [Fact]
    public async Task A_request_goes_to_another_pod_when_one_does_not_accept_connections()
    {
        using var full = new TcpListener(IPAddress.Loopback, 0);
        full.Start(backlog: 0);
        var port = ((IPEndPoint)full.LocalEndpoint).Port;
        using var waiting = await FillBacklogAsync(port);
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        await using var gateway = await GatewayUnderTest.StartAsync(
            options => options.ConnectTimeout = TimeSpan.FromMilliseconds(200), Replica.PodAt(port), replica.Pod);

        for (var i = 0; i < 2; i++)
        {
            using var content = new StringContent("body");
            using var response = await gateway.Client.PostAsync(Path, content, gateway.Deadline);
            Assert.Equal("fine", await response.Content.ReadAsStringAsync(gateway.Deadline));
        }

        Assert.Equal("1", await gateway.MetricAsync(
            "inferenceendpoints_gateway_upstream_errors_total{endpoint_namespace=\"team\",endpoint_name=\"gpt2\",reason=\"unreachable\"}"));
    }

    [Fact]
    public async Task Without_a_pod_that_can_be_reached_the_caller_may_ask_again()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(Replica.PodAt(ClosedPort()));
        using var content = new StringContent("body");
        using var response = await gateway.Client.PostAsync(Path, content, gateway.Deadline);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal("""{"error":"503 Service Unavailable: no replica is ready"}""", await response.Content.ReadAsStringAsync(gateway.Deadline));
        Assert.Equal("1", await gateway.MetricAsync(
            "inferenceendpoints_gateway_upstream_errors_total{endpoint_namespace=\"team\",endpoint_name=\"gpt2\",reason=\"unreachable\"}"));
    }

    [Fact]
    public async Task A_request_that_a_replica_has_seen_is_never_sent_twice()
    {
        var count = 0;
        await using var breaking = await Replica.StartAsync(async context =>
        {
            Interlocked.Increment(ref count);
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Abort();
        });
        await using var gateway = await GatewayUnderTest.StartAsync(breaking.Pod, Replica.PodAt(breaking.Port));

        using var content = new StringContent("body");
        using var response = await gateway.Client.PostAsync(Path, content, gateway.Deadline);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("""{"error":"502 Bad Gateway: the replica broke off"}""", await response.Content.ReadAsStringAsync(gateway.Deadline));
        Assert.Equal(1, count);
    }

    [Fact]
    public async Task A_GET_that_one_replica_broke_off_is_answered_by_another()
    {
        await using var breaking = await Replica.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await using var working = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        await using var gateway = await GatewayUnderTest.StartAsync(breaking.Pod, working.Pod);

        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("fine", await gateway.Client.GetStringAsync(Path, gateway.Deadline));
        }
    }

    [Fact]
    public async Task An_answer_that_breaks_off_does_not_look_complete()
    {
        var isSeen = new TaskCompletionSource();
        await using var replica = await Replica.StartAsync(async context =>
        {
            await context.Response.WriteAsync("data: 1\n\n");
            await isSeen.Task;
            context.Abort();
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);

        using var response = await gateway.Client.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead, gateway.Deadline);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        isSeen.SetResult();
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync(gateway.Deadline));
        await Eventually.EqualAsync("1", () => gateway.RequestsAsync(502));
    }

    [Fact]
    public async Task Silence_ends_a_request_and_slowness_does_not()
    {
        await using var replica = await Replica.StartAsync(async context =>
        {
            if (context.Request.Path == "/silent")
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            }

            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            for (var i = 0; i < 8; i++)
            {
                await context.Response.WriteAsync($"{i}");
                await context.Response.Body.FlushAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(150), TimeProvider.System, context.RequestAborted);
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.ActivityTimeout = TimeSpan.FromSeconds(1), replica.Pod);

        Assert.Equal("01234567", await gateway.Client.GetStringAsync(Path, gateway.Deadline));
        using var silent = await gateway.Client.GetAsync(new Uri("/silent", UriKind.Relative), gateway.Deadline);
        Assert.Equal(HttpStatusCode.GatewayTimeout, silent.StatusCode);

        using var stalling = await RawHttp.ConnectAsync(gateway.Public, gateway.Deadline);
        await stalling.SendAsync($"POST /x HTTP/1.1\r\nHost: {GatewayUnderTest.Host}\r\nContent-Length: 5\r\n\r\nab", gateway.Deadline);
        Assert.StartsWith("HTTP/1.1 408", await stalling.ReadUntilAsync("\r\n\r\n", gateway.Deadline), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        await using var replica = await Replica.StartAsync(context => context.Request.Body.CopyToAsync(Stream.Null));
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.MaxRequestBodyBytes = 10, replica.Pod);

        using var content = new StringContent("more than ten bytes");
        using var response = await gateway.Client.PostAsync(Path, content, gateway.Deadline);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task A_WebSocket_goes_both_ways_until_one_side_closes_it()
    {
        await using var replica = await Replica.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync("echo");
            var buffer = new byte[1024];
            while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } message)
            {
                await socket.SendAsync(buffer.AsMemory(0, message.Count), message.MessageType, message.EndOfMessage, context.RequestAborted);
            }

            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", context.RequestAborted);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("echo");
        socket.Options.SetRequestHeader("Host", GatewayUnderTest.Host);
        var answer = new byte[64];

        await socket.ConnectAsync(new UriBuilder(gateway.Public) { Scheme = "ws", Path = "/ws" }.Uri, gateway.Deadline);
        for (var i = 0; i < 5; i++)
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes($"message {i}"), WebSocketMessageType.Text, endOfMessage: true, gateway.Deadline);
            var received = await socket.ReceiveAsync(answer, gateway.Deadline);
            Assert.Equal($"message {i}", Encoding.ASCII.GetString(answer, 0, received.Count));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", gateway.Deadline);
        Assert.Equal(("echo", "bye"), (socket.SubProtocol, socket.CloseStatusDescription));
        await Eventually.EqualAsync("1", () => gateway.RequestsAsync(101));
        Assert.Equal("0", await gateway.MetricAsync(
            "inferenceendpoints_gateway_requests_in_flight{endpoint_namespace=\"team\",endpoint_name=\"gpt2\"}"));
    }

    /// <summary>From then on the port answers no attempt to connect.</summary>
    private static async Task<Connections> FillBacklogAsync(int port)
    {
        var connections = new Connections();
        while (true)
        {
            var client = new TcpClient();
            connections.Add(client);
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, patience.Token);
            }
            catch (OperationCanceledException)
            {
                return connections;
            }
        }
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Connections : List<TcpClient>, IDisposable
    {
        public void Dispose() => ForEach(client => client.Dispose());
    }
}
