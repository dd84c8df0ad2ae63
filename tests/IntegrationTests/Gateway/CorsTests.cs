using InferenceEndpoints.Entities;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

/// <summary>What a browser asks and hears, by the headers that it would send and heed.</summary>
public sealed class CorsTests
{
    private const string Page = "https://app.example.com";
    private const string AllowOrigin = "Access-Control-Allow-Origin";

    [Fact]
    public async Task A_preflight_is_answered_without_a_token_without_a_replica_and_without_being_a_request()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.AllowedOrigins.Add("*"));
        gateway.Set(GatewayUnderTest.Endpoint(EndpointTypes.Protected, state: "scaledToZero"));

        using var answer = await PreflightAsync(gateway, Page);

        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Equal("*", Header(answer, AllowOrigin));
        Assert.Equal("POST", Header(answer, "Access-Control-Allow-Methods"));
        Assert.Equal("authorization,content-type,x-scale-up-timeout", Header(answer, "Access-Control-Allow-Headers"));
        Assert.Equal("7200", Header(answer, "Access-Control-Max-Age"));
        Assert.Null(Header(answer, "Access-Control-Allow-Credentials"));
        Assert.Equal("0", await gateway.RequestsAsync(204));
        Assert.Equal("0", await gateway.RequestsAsync(401));
    }

    [Fact]
    public async Task A_page_may_read_the_gateways_errors_and_the_replicas_answers_and_finds_each_header_once()
    {
        await using var replica = await Replica.StartAsync(context =>
        {
            context.Response.Headers[AllowOrigin] = "https://engine.example.com";
            context.Response.Headers["x-compute-time"] = "1";
            return context.Response.WriteAsync("fine");
        });
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.AllowedOrigins.Add(Page));
        gateway.AddKey(GatewayUnderTest.Key);
        gateway.Set(GatewayUnderTest.Endpoint(EndpointTypes.Protected), replica.Pod);

        using var refused = await AskAsync(gateway, Page, key: null);
        Assert.Equal((401, Page), ((int)refused.StatusCode, Header(refused, AllowOrigin)));

        using var allowed = await AskAsync(gateway, Page, GatewayUnderTest.Key);
        Assert.Equal((200, Page, "*"), ((int)allowed.StatusCode, Header(allowed, AllowOrigin), Header(allowed, "Access-Control-Expose-Headers")));
        Assert.Equal("1", Header(allowed, "x-compute-time"));
        Assert.Contains("Origin", allowed.Headers.Vary);

        using var unknown = await gateway.CreateClient(gateway.Public).SendAsync(
            new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Origin", Page }, { "Host", "nowhere.example.com" } } }, gateway.Deadline);
        Assert.Equal((404, Page), ((int)unknown.StatusCode, Header(unknown, AllowOrigin)));
    }

    [Fact]
    public async Task A_page_of_another_origin_is_not_let_in()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.AllowedOrigins.Add("https://*.example.org"));
        gateway.Set(GatewayUnderTest.Endpoint(), Replica.PodAt(1, isReady: false));

        foreach (var (origin, allowed) in new[] { (Page, null), ("https://example.org.evil.net", null), ("https://a.example.org", "https://a.example.org") })
        {
            using var preflight = await PreflightAsync(gateway, origin);
            using var answer = await AskAsync(gateway, origin, key: null);
            Assert.Equal((204, allowed, allowed), ((int)preflight.StatusCode, Header(preflight, AllowOrigin), Header(answer, AllowOrigin)));
        }
    }

    [Fact]
    public async Task Without_allowed_origins_browsers_are_the_replicas_business()
    {
        await using var replica = await Replica.StartAsync(context =>
        {
            context.Response.Headers[AllowOrigin] = "https://engine.example.com";
            return context.Response.WriteAsync(context.Request.Method);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);

        using var preflight = await PreflightAsync(gateway, Page);

        Assert.Equal("https://engine.example.com", Header(preflight, AllowOrigin));
        Assert.Equal("OPTIONS", await preflight.Content.ReadAsStringAsync(gateway.Deadline));
    }

    private static async Task<HttpResponseMessage> PreflightAsync(GatewayUnderTest gateway, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v1/chat/completions");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,x-scale-up-timeout");
        return await gateway.Client.SendAsync(request, gateway.Deadline);
    }

    private static async Task<HttpResponseMessage> AskAsync(GatewayUnderTest gateway, string origin, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Origin", origin);
        if (key is not null)
        {
            request.Headers.Add("Authorization", $"Bearer {key}");
        }

        return await gateway.Client.SendAsync(request, gateway.Deadline);
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;
}
