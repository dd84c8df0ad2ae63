using System.Net;
using System.Net.Sockets;

namespace IntegrationTests.Gateway;

public sealed class ConnectionReuseTests
{
    private const string Fine = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine";
    private const string Errors = "inferenceendpoints_gateway_upstream_errors_total{endpoint_namespace=\"team\",endpoint_name=\"gpt2\",reason=\"broken\"}";
    private static readonly Uri Path = new("/x", UriKind.Relative);

    [Theory]
    [InlineData(Fine, 1)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n", 1)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 1)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\nfine", 3)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nfine", 3)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfineHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", 3)]
    public async Task A_connection_serves_the_next_request_when_its_answer_has_ended_for_sure(string answer, int connections)
    {
        await using var replica = ScriptedReplica.Start(connection => connection.AnswerAllAsync(answer));
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);

        for (var i = 0; i < 3; i++)
        {
            Assert.DoesNotContain("evil", await gateway.Client.GetStringAsync(Path, gateway.Deadline), StringComparison.Ordinal);
            await Eventually.EqualAsync($"{i + 1}", () => gateway.RequestsAsync(answer.Contains("204", StringComparison.Ordinal) ? 204 : 200));
        }

        Assert.Equal(connections, replica.Connections);
    }

    [Fact]
    public async Task A_connection_that_the_replica_closed_meanwhile_is_not_used()
    {
        await using var replica = ScriptedReplica.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.Stream.ReadExactlyAsync(new byte[4], connection.Stopped);
            await connection.SendAsync(Fine); // and closes, without having said so
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);

        for (var i = 0; i < 5; i++)
        {
            using var content = new StringContent("body");
            using var response = await gateway.Client.PostAsync(Path, content, gateway.Deadline);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await Eventually.EqualAsync(i + 1, () => replica.Closed);
        }

        Assert.Equal("0", await gateway.MetricAsync(Errors));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task A_request_without_a_body_that_meets_the_end_of_an_idle_connection_is_sent_again_on_a_new_one(string method)
    {
        await using var replica = ScriptedReplica.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync(Fine);
            if (connection.Number == 1)
            {
                await connection.ReadHeadAsync(); // and closes
            }
            else
            {
                await connection.AnswerAllAsync(Fine);
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);

        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), Path);
            using var response = await gateway.Client.SendAsync(request, gateway.Deadline);
            Assert.Equal("fine", await response.Content.ReadAsStringAsync(gateway.Deadline));
        }

        Assert.Equal(("0", 2), (await gateway.MetricAsync(Errors), replica.Connections));
    }

    [Fact]
    public async Task An_answer_to_half_a_body_reaches_the_caller_and_ends_the_connection()
    {
        await using var replica = ScriptedReplica.Start(async connection =>
        {
            if ((await connection.ReadHeadAsync()).StartsWith("GET", StringComparison.Ordinal))
            {
                await connection.SendAsync(Fine);
                return;
            }

            await connection.SendAsync("HTTP/1.1 422 Unprocessable Entity\r\nContent-Length: 2\r\n\r\nno");
            await connection.Stream.CopyToAsync(Stream.Null, connection.Stopped);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        using var caller = await RawHttp.ConnectAsync(gateway.Public, gateway.Deadline);

        await caller.SendAsync($"POST /x HTTP/1.1\r\nHost: {GatewayUnderTest.Host}\r\nContent-Length: 1000000\r\n\r\nhalf", gateway.Deadline);
        Assert.StartsWith("HTTP/1.1 422", await caller.ReadUntilAsync("no", gateway.Deadline), StringComparison.Ordinal);

        Assert.Equal("fine", await gateway.Client.GetStringAsync(Path, gateway.Deadline));
        Assert.Equal(2, replica.Connections);
        await Eventually.EqualAsync(2, () => replica.Closed);
    }

    [Fact]
    public async Task A_caller_whose_body_was_not_wanted_goes_on_over_the_same_connection()
    {
        await using var replica = ScriptedReplica.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync(Fine); // and closes, with the body unread
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        using var caller = await RawHttp.ConnectAsync(gateway.Public, gateway.Deadline);
        var body = new string('x', 300_000);

        for (var i = 0; i < 20; i++)
        {
            await caller.SendAsync($"POST /x HTTP/1.1\r\nHost: {GatewayUnderTest.Host}\r\nContent-Length: {body.Length}\r\n\r\n{body}", gateway.Deadline);

            // An answer that the replica sent before it cut the connection may be lost on the way, as without the gateway.
            var head = await caller.ReadUntilAsync("\r\n\r\n", gateway.Deadline);
            Assert.Matches("^HTTP/1.1 (200|502) ", head);
            await caller.ReadUntilAsync(head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) ? "fine" : "}", gateway.Deadline);
        }
    }

    [Fact]
    public async Task A_replica_that_does_not_know_Expect_gets_the_body_all_the_same()
    {
        await using var replica = ScriptedReplica.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.Stream.ReadExactlyAsync(new byte[4], connection.Stopped);
            await connection.SendAsync(Fine);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        using var caller = await RawHttp.ConnectAsync(gateway.Public, gateway.Deadline);

        await caller.SendAsync($"POST /x HTTP/1.1\r\nHost: {GatewayUnderTest.Host}\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nbody", gateway.Deadline);

        Assert.EndsWith("fine", await caller.ReadUntilAsync("fine", gateway.Deadline), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_in_a_pipeline_are_answered_in_their_order()
    {
        await using var replica = await Replica.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            context.Response.ContentLength = 3;
            await context.Response.Body.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"{context.Request.Path.Value![^1]}{body}"));
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);

        var answers = await RawHttp.ExchangeAsync(
            gateway.Public,
            string.Concat(Enumerable.Range(0, 5).Select(i =>
                $"POST /{i} HTTP/1.1\r\nHost: {GatewayUnderTest.Host}\r\n{(i == 4 ? "Connection: close\r\n" : "")}Content-Length: 2\r\n\r\n#{i}")),
            gateway.Deadline);

        Assert.Equal(["0#0", "1#1", "2#2", "3#3", "4#4"], answers.Split("HTTP/1.1 200 OK").Skip(1).Select(answer => answer[^3..]));
    }

    [Fact]
    public async Task A_caller_who_takes_nothing_stops_the_replica_and_then_gets_everything()
    {
        const int Size = 64 * 1024 * 1024;
        var sent = 0;
        await using var replica = ScriptedReplica.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Size}\r\n\r\n");
            for (var piece = new byte[64 * 1024]; sent < Size; sent += piece.Length)
            {
                await connection.Stream.WriteAsync(piece, connection.Stopped);
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        using var caller = new TcpClient { ReceiveBufferSize = 64 * 1024 };
        await caller.ConnectAsync(gateway.Public.Host, gateway.Public.Port, gateway.Deadline);

        await caller.GetStream().WriteAsync(
            System.Text.Encoding.ASCII.GetBytes($"GET /x HTTP/1.1\r\nHost: {GatewayUnderTest.Host}\r\nConnection: close\r\n\r\n"), gateway.Deadline);
        var before = -1;
        await Eventually.TrueAsync(() => sent > 0 && sent == Interlocked.Exchange(ref before, sent));
        Assert.InRange(sent, 1, Size / 2);

        var received = 0L;
        var buffer = new byte[64 * 1024];
        for (int count; (count = await caller.GetStream().ReadAsync(buffer, gateway.Deadline)) > 0; received += count)
        {
        }

        Assert.InRange(received, Size, Size + 1000);
    }
}
