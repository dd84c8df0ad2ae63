using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

/// <summary>HTTP/2 without TLS, on the same port as HTTP/1.1.</summary>
public sealed class Http2Tests
{
    private static readonly Uri Path = new("/x", UriKind.Relative);

    [Fact]
    public async Task A_port_without_TLS_speaks_both_protocols_and_replicas_hear_HTTP_1()
    {
        await using var replica = await Replica.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync($"{context.Request.Protocol} {await reader.ReadToEndAsync()}");
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        using var client = gateway.CreateHttp2Client();

        foreach (var (caller, version) in new[] { (gateway.Client, HttpVersion.Version11), (client, HttpVersion.Version20) })
        {
            using var content = new StringContent("body");
            using var response = await caller.PostAsync(Path, content, gateway.Deadline);
            Assert.Equal(version, response.Version);
            Assert.Equal("HTTP/1.1 body", await response.Content.ReadAsStringAsync(gateway.Deadline));
        }
    }

    [Fact]
    public async Task Each_token_of_a_stream_is_seen_before_the_next_one_is_made()
    {
        using var next = new SemaphoreSlim(0);
        await using var replica = await Replica.StartAsync(async context =>
        {
            for (var i = 0; i < 5; i++)
            {
                await context.Response.WriteAsync($"data: {i}\n\n");
                await next.WaitAsync(context.RequestAborted);
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        using var client = gateway.CreateHttp2Client();

        await using var stream = await client.GetStreamAsync(Path, gateway.Deadline);
        var token = new byte[9];
        for (var i = 0; i < 5; i++)
        {
            await stream.ReadExactlyAsync(token, gateway.Deadline);
            Assert.Equal($"data: {i}\n\n", Encoding.ASCII.GetString(token));
            next.Release();
        }
    }

    [Fact]
    public async Task A_stream_that_is_reset_ends_the_replicas_work_and_the_others_go_on()
    {
        var aborted = new TaskCompletionSource();
        using var next = new SemaphoreSlim(0);
        await using var replica = await Replica.StartAsync(async context =>
        {
            await context.Response.WriteAsync("started");
            if (context.Request.Path == "/x")
            {
                context.RequestAborted.Register(aborted.SetResult);
                await aborted.Task;
            }
            else
            {
                await next.WaitAsync(context.RequestAborted);
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        using var client = gateway.CreateHttp2Client();

        var other = client.GetAsync(new Uri("/y", UriKind.Relative), gateway.Deadline);
        using (var response = await client.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead, gateway.Deadline))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await aborted.Task.WaitAsync(gateway.Deadline);
        next.Release();
        using var answer = await other;
        Assert.Equal("started", await answer.Content.ReadAsStringAsync(gateway.Deadline));
    }

    [Fact]
    public async Task One_stream_more_than_the_limit_is_refused_and_may_be_asked_again()
    {
        var arrived = new SemaphoreSlim(0);
        await using var replica = await Replica.StartAsync(async context =>
        {
            arrived.Release();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.MaxStreamsPerConnection = 2, replica.Pod);
        using var caller = await RawHttp2.ConnectAsync(gateway.Public, gateway.Deadline);

        foreach (var stream in new[] { 1, 3, 5 })
        {
            (string, string)[] headers = [(":method", "GET"), (":scheme", "http"), (":authority", GatewayUnderTest.Host), (":path", "/x")];
            await caller.SendHeadersAsync(stream, isWhole: true, headers, gateway.Deadline);
        }

        Assert.Equal("RST 7", await caller.OutcomeAsync(gateway.Deadline));
        await arrived.WaitAsync(gateway.Deadline);
        await arrived.WaitAsync(gateway.Deadline);
        Assert.Equal(0, arrived.CurrentCount);
    }
}
