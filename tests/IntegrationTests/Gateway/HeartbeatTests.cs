using System.Net;
using System.Text;
using InferenceEndpoints.Entities;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

/// <summary>Requests that wait for a replica, of callers who expect events.</summary>
public sealed class HeartbeatTests
{
    private const string Comment = ": waiting\n\n";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_held_caller_gets_comments_until_its_replica_answers_and_then_its_events(bool isHttp2)
    {
        var asked = new TaskCompletionSource();
        var mayAnswer = new TaskCompletionSource();
        string? encoding = null;
        await using var replica = await Replica.StartAsync(async context =>
        {
            encoding = context.Request.Headers.AcceptEncoding;
            asked.SetResult();
            await mayAnswer.Task;
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            await context.Response.WriteAsync("data: 1\n\n");
            await context.Response.Body.FlushAsync();
            await context.Response.WriteAsync("data: [DONE]\n\n");
        });
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var http2 = gateway.CreateHttp2Client();
        gateway.Set(Endpoint("pending"));

        using var answer = await CallAsync(gateway, isHttp2 ? http2 : gateway.Client, hold: "60");
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        await using var events = await answer.Content.ReadAsStreamAsync(gateway.Deadline);
        using var reader = new StreamReader(events);
        Assert.Equal(Comment, await ReadAsync(reader, Comment.Length, gateway.Deadline));

        // The model's first token may also take its time.
        gateway.Set(Endpoint("running"), replica.Pod);
        await asked.Task.WaitAsync(gateway.Deadline);
        Assert.Equal(Comment, await ReadAsync(reader, Comment.Length, gateway.Deadline));
        mayAnswer.SetResult();

        Assert.Equal("data: 1\n\ndata: [DONE]\n\n", (await reader.ReadToEndAsync(gateway.Deadline)).Replace(Comment, "", StringComparison.Ordinal));
        Assert.Null(encoding);
        await Eventually.EqualAsync("1", () => gateway.RequestsAsync(200));
    }

    [Theory]
    [InlineData(
        "HTTP/1.1 422 Unprocessable\r\nContent-Type: application/json\r\nContent-Length: 32\r\n\r\n{\n  \"error\": \"max_new_tokens\"\r\n}", 422, "{   \"error\": \"max_new_tokens\"  }")]
    [InlineData(
        "HTTP/1.1 500 Oops\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\noops", 502, "{\"error\":\"502 Bad Gateway: the replica did not answer with events\"}")]
    [InlineData("HTTP/1.1 200", 502, "{\"error\":\"502 Bad Gateway: the replica broke off\"}")]
    public async Task What_goes_wrong_after_a_comment_is_told_as_an_event(string answer, int status, string data)
    {
        await using var replica = ScriptedReplica.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync(answer);
        });
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(Endpoint("pending"));
        using var held = await CallAsync(gateway, gateway.Client, hold: "60");

        gateway.Set(Endpoint("running"), replica.Pod);

        Assert.Equal($"event: error\ndata: {data}\n\n", await EventsAsync(held, gateway.Deadline));
        await Eventually.EqualAsync("1", () => gateway.RequestsAsync(status));
    }

    [Fact]
    public async Task A_start_that_fails_after_a_comment_is_told_as_an_event()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(Endpoint("pending"));
        using var held = await CallAsync(gateway, gateway.Client, hold: "60");

        gateway.Set(Endpoint("failed"));

        Assert.StartsWith("event: error\ndata: {\"error\":\"503 ", await EventsAsync(held, gateway.Deadline), StringComparison.Ordinal);
        await Eventually.EqualAsync("1", () => gateway.RequestsAsync(503));
    }

    [Fact]
    public async Task Before_the_first_comment_and_for_callers_who_expect_no_events_an_answer_is_what_it_ever_was()
    {
        await using var replica = await Replica.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status418ImATeapot;
            return context.Response.WriteAsync(context.Request.Headers.AcceptEncoding.ToString());
        });
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(Endpoint("pending", heartbeatSeconds: 300));
        var early = CallAsync(gateway, gateway.Client, hold: "60");
        await Eventually.EqualAsync("1", () => gateway.MetricAsync($"inferenceendpoints_gateway_requests_held{{endpoint_namespace=\"{GatewayUnderTest.Team}\",endpoint_name=\"gpt2\"}}"));
        gateway.Set(Endpoint("running", heartbeatSeconds: 300), replica.Pod);
        Assert.Equal(StatusCodes.Status418ImATeapot, (int)(await early).StatusCode);

        gateway.Set(Endpoint("pending"));
        using var plain = await CallAsync(gateway, gateway.Client, hold: "2", accept: "application/json");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "5"), (plain.StatusCode, plain.Headers.RetryAfter?.ToString()));
    }

    private static InferenceEndpoint Endpoint(string state, int heartbeatSeconds = 1)
    {
        var endpoint = GatewayUnderTest.Endpoint(state: state);
        endpoint.Spec.ColdStart = new ColdStartSpec { HeartbeatSeconds = heartbeatSeconds };
        return endpoint;
    }

    private static Task<HttpResponseMessage> CallAsync(GatewayUnderTest gateway, HttpClient client, string hold, string accept = "text/event-stream")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/generate_stream")
        {
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
            Headers = { { "X-Scale-Up-Timeout", hold }, { "Accept", accept }, { "Accept-Encoding", "gzip" } },
        };
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, gateway.Deadline);
    }

    private static async Task<string> EventsAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        (await answer.Content.ReadAsStringAsync(cancellationToken)).Replace(Comment, "", StringComparison.Ordinal);

    private static async Task<string> ReadAsync(StreamReader reader, int length, CancellationToken cancellationToken)
    {
        var text = new char[length];
        return new string(text, 0, await reader.ReadBlockAsync(text, cancellationToken));
    }
}
