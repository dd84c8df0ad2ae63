using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cluster;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationTests.Gateway;

public sealed class ForwardingTests
{
    [Theory]
    [InlineData("GET", "/v1/models?x=%20a%2Fb&y")]
    [InlineData("POST", "/generate")]
    [InlineData("PUT", "/a%2Fb/../c//d")]
    [InlineData("DELETE", "/")]
    [InlineData("PATCH", "/")]
    [InlineData("OPTIONS", "/x")]
    [InlineData("REPORT", "/x")]
    public async Task Method_path_and_query_arrive_as_they_were_sent(string method, string target)
    {
        await using var replica = await Replica.StartAsync(context =>
            context.Response.WriteAsync($"{context.Request.Method} {context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}"));
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);

        var answer = await RawHttp.ExchangeAsync(
            gateway.Public, $"{method} {target} HTTP/1.1\r\nHost: {GatewayUnderTest.Host}\r\nConnection: close\r\n\r\n", gateway.Deadline);

        Assert.EndsWith($"{method} {target}", answer.Replace("\r\n0\r\n\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(302)]
    [InlineData(304)]
    [InlineData(404)]
    [InlineData(422)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Statuses_headers_and_bodies_of_an_engine_come_back_unchanged(int status)
    {
        var hasBody = status is not 204 and not 304;
        await using var replica = await Replica.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers["X-Compute-Time"] = "0.5";
            context.Response.Cookies.Append("a", "1");
            context.Response.Cookies.Append("b", "2");
            context.Response.Headers.ContentType = hasBody ? "application/json" : default;
            return hasBody ? context.Response.WriteAsync("""{"error":"as is"}""") : Task.CompletedTask;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);

        using var response = await gateway.Client.GetAsync(new Uri("/x", UriKind.Relative), gateway.Deadline);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(["0.5"], response.Headers.GetValues("X-Compute-Time"));
        Assert.Equal("a=1; path=/,b=2; path=/", string.Join(',', response.Headers.GetValues("Set-Cookie")));
        Assert.Equal(hasBody ? """{"error":"as is"}""" : "", await response.Content.ReadAsStringAsync(gateway.Deadline));
        await Eventually.EqualAsync("1", () => gateway.RequestsAsync(status));
    }

    [Fact]
    public async Task Only_headers_of_the_message_pass_and_the_token_never_does()
    {
        IHeaderDictionary? seen = null;
        await using var replica = await Replica.StartAsync(context =>
        {
            seen = new HeaderDictionary(context.Request.Headers.ToDictionary());
            context.Response.Headers.Connection = "X-Secret-Hop";
            context.Response.Headers["X-Secret-Hop"] = "1";
            context.Response.Headers.KeepAlive = "timeout=5";
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);

        using var caller = await RawHttp.ConnectAsync(gateway.Public, gateway.Deadline);
        await caller.SendAsync(
            $"""
            POST /x HTTP/1.1
            Host: {GatewayUnderTest.Host}
            Authorization: Bearer {GatewayUnderTest.Key}
            Connection: X-Hop
            X-Hop: 1
            Keep-Alive: 1
            Proxy-Authorization: Basic eA==
            X-Forwarded-For: 1.2.3.4
            X-Forwarded-Host: evil.example.com
            Accept-Language: ä
            Content-Type: audio/x-wav
            Content-Length: 2

            ab
            """.ReplaceLineEndings("\r\n"),
            gateway.Deadline);
        var answer = await caller.ReadUntilAsync("\r\n\r\n", gateway.Deadline);

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Secret-Hop", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("timeout=5", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(seen!, header => header.Key is "Authorization" or "Connection" or "X-Hop" or "Keep-Alive" or "Proxy-Authorization");
        Assert.Equal("127.0.0.1", seen!["X-Forwarded-For"]);
        Assert.Equal("http", seen["X-Forwarded-Proto"]);
        Assert.Equal((GatewayUnderTest.Host, GatewayUnderTest.Host), (seen["X-Forwarded-Host"].ToString(), seen.Host.ToString()));
        Assert.Equal(("audio/x-wav", "2"), (seen.ContentType.ToString(), seen["Content-Length"].ToString()));
        Assert.NotEmpty(seen["X-Request-ID"].ToString());
        Assert.DoesNotContain(GatewayUnderTest.Key, gateway.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_token_of_a_stream_is_seen_before_the_next_one_is_made()
    {
        var next = new SemaphoreSlim(0);
        await using var replica = await Replica.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync();
            for (var i = 0; i < 20; i++)
            {
                await next.WaitAsync(context.RequestAborted);
                await context.Response.WriteAsync($"data: {i}\n\n");
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);

        using var response = await gateway.Client.GetAsync(new Uri("/x", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, gateway.Deadline);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(gateway.Deadline));
        for (var i = 0; i < 20; i++)
        {
            next.Release(); // only now is it made
            Assert.Equal($"data: {i}", await reader.ReadLineAsync(gateway.Deadline));
            Assert.Equal("", await reader.ReadLineAsync(gateway.Deadline));
        }

        Assert.Null(await reader.ReadLineAsync(gateway.Deadline));
    }

    [Fact]
    public async Task An_upload_reaches_the_replica_piece_by_piece()
    {
        var seen = new Pipe();
        await using var replica = await Replica.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(seen.Writer.AsStream(), context.RequestAborted);
            await context.Response.WriteAsync("done");
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        using var caller = await RawHttp.ConnectAsync(gateway.Public, gateway.Deadline);
        await caller.SendAsync($"POST /x HTTP/1.1\r\nHost: {GatewayUnderTest.Host}\r\nTransfer-Encoding: chunked\r\n\r\n", gateway.Deadline);

        for (var i = 0; i < 10; i++)
        {
            await caller.SendAsync($"8\r\npiece {i}\n\r\n", gateway.Deadline);
            var read = await seen.Reader.ReadAtLeastAsync(8, gateway.Deadline);
            Assert.Equal($"piece {i}\n", Encoding.ASCII.GetString(read.Buffer));
            seen.Reader.AdvanceTo(read.Buffer.End);
        }

        await caller.SendAsync("0\r\n\r\n", gateway.Deadline);
        Assert.StartsWith("HTTP/1.1 200", await caller.ReadUntilAsync("done", gateway.Deadline), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trailers_follow_the_body()
    {
        // By hand, as Kestrel sends none over HTTP/1.1.
        await using var replica = RawReplica.Start(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Tokens\r\n\r\n4\r\nbody\r\n2\r\nxx\r\n0\r\nX-Tokens: 42\r\n\r\n");
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);

        for (var i = 0; i < 2; i++)
        {
            using var response = await gateway.Client.GetAsync(new Uri("/x", UriKind.Relative), gateway.Deadline);

            Assert.Equal("bodyxx", await response.Content.ReadAsStringAsync(gateway.Deadline));
            Assert.Equal(["42"], response.TrailingHeaders.GetValues("X-Tokens"));
        }
    }

    [Theory]
    [InlineData("Content-MD5: 1", "X-Checksum: 2")]
    [InlineData("Host: other", "X-Checksum: 2")]
    [InlineData("Authorization: Bearer secret", "X-Checksum: 2")]
    [InlineData("Transfer-Encoding: chunked", "X-Checksum: 2")]
    [InlineData("X-Forwarded-For: 1.2.3.4", "X-Checksum: 2")]
    [InlineData("x-forwarded-user: root", "X-Checksum: 2")]
    [InlineData("X-Signature: 1", "X-Signature: 1\r\nX-Checksum: 2")]
    public async Task Trailers_of_a_request_follow_its_body_unless_they_belong_before_it(string trailer, string expected)
    {
        await using var replica = RecordingReplica.StartSilent();
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        using var caller = new TcpClient { NoDelay = true };
        await caller.ConnectAsync(gateway.Public.Host, gateway.Public.Port, gateway.Deadline);

        await caller.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /x HTTP/1.1\r\nHost: {GatewayUnderTest.Host}\r\nTrailer: X-Checksum\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n{trailer}\r\nX-Checksum: 2\r\n\r\n"),
            gateway.Deadline);

        var received = "";
        await Eventually.TrueAsync(() => (received += replica.TakeReceived()).EndsWith($"\r\n\r\n4\r\nbody\r\n0\r\n{expected}\r\n\r\n", StringComparison.Ordinal));
        Assert.Contains("\r\nTrailer: X-Checksum\r\n", received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trailers_of_a_request_over_h2_follow_its_body()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        string[] arguments = ["--no-content-length", "--data=-", "--trailer=x-checksum: 2", $"--header=:authority: {GatewayUnderTest.Host}", new Uri(gateway.Public, "/x").ToString()];
        Task<string> call;
        await using (var replica = RecordingReplica.StartSilent())
        {
            gateway.Set(GatewayUnderTest.Endpoint(), replica.Pod);
            call = Shell.RunAsync("nghttp", arguments, "body", environment: null, gateway.Deadline);

            var received = "";
            await Eventually.TrueAsync(() => (received += replica.TakeReceived()).EndsWith("\r\n\r\n4\r\nbody\r\n0\r\nx-checksum: 2\r\n\r\n", StringComparison.Ordinal));
        }

        Assert.Contains("502", await call, StringComparison.Ordinal); // it has gone without an answer
    }

    [Fact]
    public async Task A_caller_who_expects_100_is_told_to_continue_when_the_replica_says_so()
    {
        var mayRead = new TaskCompletionSource();
        await using var replica = await Replica.StartAsync(async context =>
        {
            if (context.Request.Path == "/refused")
            {
                context.Response.StatusCode = 413;
                return;
            }

            Assert.Equal("100-continue", context.Request.Headers.Expect);
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync(await reader.ReadToEndAsync());
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);

        using var connection = await RawHttp.ConnectAsync(gateway.Public, gateway.Deadline);
        await connection.SendAsync($"POST /x HTTP/1.1\r\nHost: {GatewayUnderTest.Host}\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n", gateway.Deadline);
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", await connection.ReadUntilAsync("\r\n\r\n", gateway.Deadline));
        await connection.SendAsync("hello", gateway.Deadline);
        Assert.StartsWith("HTTP/1.1 200 OK", await connection.ReadUntilAsync("hello", gateway.Deadline), StringComparison.Ordinal);

        using var refused = await RawHttp.ConnectAsync(gateway.Public, gateway.Deadline);
        await refused.SendAsync($"POST /refused HTTP/1.1\r\nHost: {GatewayUnderTest.Host}\r\nExpect: 100-continue\r\nContent-Length: 5000000\r\n\r\n", gateway.Deadline);
        Assert.StartsWith("HTTP/1.1 413", await refused.ReadUntilAsync("\r\n\r\n", gateway.Deadline), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HEAD_keeps_the_length_and_has_no_body()
    {
        await using var replica = await Replica.StartAsync(context =>
        {
            context.Response.ContentLength = 1234;
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);

        using var request = new HttpRequestMessage(HttpMethod.Head, "/x");
        using var response = await gateway.Client.SendAsync(request, gateway.Deadline);

        Assert.Equal((HttpStatusCode.OK, 1234L), (response.StatusCode, response.Content.Headers.ContentLength));
    }
}
