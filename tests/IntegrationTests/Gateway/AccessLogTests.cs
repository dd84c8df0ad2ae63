using System.Net.Http.Headers;
using System.Text.Json;
using InferenceEndpoints.Entities;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

public sealed class AccessLogTests
{
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

    [Fact]
    public async Task A_request_is_a_line_without_what_is_secret_in_it()
    {
        await using var replica = await Replica.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            await context.Response.WriteAsync("answered");
        });
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(GatewayUnderTest.Endpoint(EndpointTypes.Protected), replica.Pod);
        gateway.AddKey(GatewayUnderTest.Key);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/x/y?key=from-the-query", UriKind.Relative))
        {
            Content = new StringContent("what people ask"),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", GatewayUnderTest.Key) },
        };
        request.Headers.Add("X-Request-ID", "a-request");
        request.Headers.Add("traceparent", Parent);

        using var response = await gateway.Client.SendAsync(request, gateway.Deadline);

        var line = await LineAsync(gateway);
        Assert.Equal(
            "time log request_id trace_id method host path protocol listener status duration_ms bytes_in bytes_out namespace endpoint first_byte_ms backend key",
            string.Join(' ', line.EnumerateObject().Select(field => field.Name)));
        Assert.Equal(("a-request", "4bf92f3577b34da6a3ce929d0e0e4736"), (Text("request_id"), Text("trace_id")));
        Assert.Equal(("POST", GatewayUnderTest.Host, "/x/y"), (Text("method"), Text("host"), Text("path")));
        Assert.Equal(("HTTP/1.1", "public"), (Text("protocol"), Text("listener")));
        Assert.Equal(("team", "gpt2", $"127.0.0.1:{replica.Port}", "a-key"), (Text("namespace"), Text("endpoint"), Text("backend"), Text("key")));
        Assert.Equal((200, 15, 8), (Number("status"), Number("bytes_in"), Number("bytes_out")));
        Assert.InRange(Number("first_byte_ms"), 0, Number("duration_ms"));
        foreach (var secret in new[] { GatewayUnderTest.Key, "from-the-query", "what people ask", "answered" })
        {
            Assert.DoesNotContain(secret, line.GetRawText(), StringComparison.Ordinal);
        }

        string? Text(string field) => line.GetProperty(field).GetString();

        double Number(string field) => line.GetProperty(field).GetDouble();
    }

    [Theory]
    [InlineData("GET /x HTTP/1.1\r\nHost: a.example.com\r\n\r\n", 404)]
    [InlineData("GET /x HTTP/1.1\r\nHost: " + GatewayUnderTest.Host + "\r\n\r\n", 401)]
    [InlineData("GET /x HTTP/1.1\r\nHost: " + GatewayUnderTest.Host + "\r\nX-A: \u0001\r\n\r\n", 400)]
    public async Task A_request_that_is_refused_is_a_line_too(string request, int status)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(GatewayUnderTest.Endpoint(EndpointTypes.Protected));
        using var caller = await RawHttp.ConnectAsync(gateway.Public, gateway.Deadline);

        await caller.SendAsync(request, gateway.Deadline);
        var answer = await caller.ReadUntilAsync("}", gateway.Deadline);

        var line = await LineAsync(gateway);
        Assert.Equal(status, line.GetProperty("status").GetInt32());
        Assert.Equal(answer.Length - answer.IndexOf('{', StringComparison.Ordinal), line.GetProperty("bytes_out").GetInt32());
    }

    [Theory]
    [InlineData(Parent, true)]
    [InlineData("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-what-is-to-come", true)]
    [InlineData(null, false)]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e4736", false)]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-00", false)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-00", false)]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-00", false)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-more", false)]
    [InlineData("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", false)]
    public async Task A_trace_goes_on_at_the_replica_and_one_begins_where_there_is_none(string? parent, bool isKept)
    {
        IHeaderDictionary seen = new HeaderDictionary();
        await using var replica = await Replica.StartAsync(context =>
        {
            seen = new HeaderDictionary(new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>(context.Request.Headers));
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/x", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("traceparent", parent is null ? [] : [parent]);
        request.Headers.TryAddWithoutValidation("tracestate", "vendor=state");

        using var response = await gateway.Client.SendAsync(request, gateway.Deadline);

        var sent = seen.TraceParent.ToString();
        Assert.Equal(isKept, sent == parent);
        Assert.Equal(isKept ? "vendor=state" : "", seen.TraceState.ToString());
        Assert.Equal(sent[3..35], (await LineAsync(gateway)).GetProperty("trace_id").GetString());
    }

    [Fact]
    public async Task A_setting_turns_it_off()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.AccessLog = false);
        using var response = await gateway.Client.GetAsync(new Uri("/x", UriKind.Relative), gateway.Deadline);
        await gateway.StopAsync(gateway.Deadline);

        Assert.Empty(gateway.AccessLog);
    }

    private static async Task<JsonElement> LineAsync(GatewayUnderTest gateway)
    {
        await Eventually.TrueAsync(() => gateway.AccessLog.Length > 0);
        return Assert.Single(gateway.AccessLog);
    }
}
