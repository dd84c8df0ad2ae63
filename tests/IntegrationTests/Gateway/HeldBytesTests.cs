using System.Net;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

/// <summary>What the gateway keeps of the bodies of requests that wait.</summary>
public sealed class HeldBytesTests
{
    private const int Http1Window = 128 * 1024;
    private const int Http2Window = 768 * 1024;

    [Theory]
    [InlineData("1.1", false)]
    [InlineData("2.0", false)]
    [InlineData("2.0", true)]
    public async Task Bodies_of_requests_that_wait_take_no_more_memory_than_they_may(string version, bool isOfEndpoint)
    {
        await using var replica = await Replica.StartAsync(LengthAsync);
        await using var gateway = await GatewayUnderTest.StartAsync(options =>
        {
            options.MaxHeldBytes = isOfEndpoint ? options.MaxHeldBytes : 100_000;
            options.MaxHeldBytesPerEndpoint = isOfEndpoint ? 100_000 : options.MaxHeldBytesPerEndpoint;
        });
        gateway.Set(GatewayUnderTest.Endpoint(state: "initializing"));
        var large = CallAsync(gateway, version, Body(60_000));
        await HeldAsync(gateway, 1);

        using var refused = await CallAsync(gateway, version, Body(60_000));
        Assert.Equal((HttpStatusCode.TooManyRequests, true), (refused.StatusCode, refused.Headers.RetryAfter is not null));
        var small = CallAsync(gateway, version, Body(40_000));
        await HeldAsync(gateway, 2);

        gateway.Set(GatewayUnderTest.Endpoint(), replica.Pod);
        Assert.Equal(["60000", "40000"], [await TextAsync(large), await TextAsync(small)]);
        gateway.Set(GatewayUnderTest.Endpoint(state: "initializing"));
        var again = CallAsync(gateway, version, Body(100_000));
        await HeldAsync(gateway, 1);
        gateway.Set(GatewayUnderTest.Endpoint(), replica.Pod);
        Assert.Equal("100000", await TextAsync(again));
    }

    [Theory]
    [InlineData("1.1", Http1Window)]
    [InlineData("2.0", Http2Window)]
    public async Task A_body_counts_as_far_as_it_comes_although_nobody_reads_it(string version, int window)
    {
        await using var replica = await Replica.StartAsync(LengthAsync);
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.MaxHeldBytes = (2 * window) + 10);
        gateway.Set(GatewayUnderTest.Endpoint(state: "initializing"));
        var ofUnknownLength = CallAsync(gateway, version, Body(10), isChunked: true);
        await HeldAsync(gateway, 1);
        var longer = CallAsync(gateway, version, Body(3 * window));
        await HeldAsync(gateway, 2);

        using var refused = await CallAsync(gateway, version, Body(10), isChunked: true);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        var tiny = CallAsync(gateway, version, Body(10));
        await HeldAsync(gateway, 3);

        gateway.Set(GatewayUnderTest.Endpoint(), replica.Pod);
        Assert.Equal(["10", $"{3 * window}", "10"], [await TextAsync(ofUnknownLength), await TextAsync(longer), await TextAsync(tiny)]);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task What_was_read_to_find_the_model_counts(string version)
    {
        const int Length = 300_000;
        await using var replica = await Replica.StartAsync(LengthAsync);
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.MaxHeldBytes = Length);
        gateway.AddKey(GatewayUnderTest.Key);
        gateway.Set(GatewayUnderTest.Endpoint(state: "initializing"));
        var held = ChatAsync(Length);
        await HeldAsync(gateway, 1);
        using var refused = await ChatAsync(100);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);

        gateway.Set(GatewayUnderTest.Endpoint(), replica.Pod);
        Assert.Equal($"{Length}", await TextAsync(held));

        Task<HttpResponseMessage> ChatAsync(int length)
        {
            const string Start = """{"messages": [], "user": " """, End = """ ", "model": "gpt2"}""";
            var body = new StringContent(Start + new string('x', length - Start.Length - End.Length) + End);
            body.Headers.ContentType = new("application/json");
            return CallAsync(gateway, version, body, path: "/v1/chat/completions", host: "example.com");
        }
    }

    private static async Task LengthAsync(HttpContext context)
    {
        var length = 0L;
        var buffer = new byte[16 * 1024];
        for (var read = 1; read > 0; length += read)
        {
            read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted);
        }

        await context.Response.WriteAsync($"{length}");
    }

    private static ByteArrayContent Body(int length) => new(new byte[length]);

    private static async Task<string> TextAsync(Task<HttpResponseMessage> call)
    {
        using var answer = await call;
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<HttpResponseMessage> CallAsync(
        GatewayUnderTest gateway, string version, HttpContent body, bool isChunked = false, string path = "/x", string host = GatewayUnderTest.Host)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = new Version(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
            Headers = { { "X-Scale-Up-Timeout", "60" }, { "Authorization", $"Bearer {GatewayUnderTest.Key}" } },
        };
        request.Headers.Host = host;
        if (isChunked)
        {
            request.Headers.TransferEncodingChunked = true;
        }

        return await gateway.Client.SendAsync(request, gateway.Deadline);
    }

    private static Task HeldAsync(GatewayUnderTest gateway, int count) =>
        Eventually.EqualAsync(count, () => gateway.Table.Current.All.Single().Room.Held);
}
