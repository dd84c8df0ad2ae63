using System.Net;
using System.Net.Http.Headers;
using InferenceEndpoints.Entities;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

public sealed class AccessTests
{
    private static readonly Uri Root = new("/", UriKind.Relative);

    [Fact]
    public async Task A_protected_endpoint_answers_with_a_key_and_refuses_without_in_the_words_of_Hugging_Face()
    {
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(GatewayUnderTest.Endpoint(EndpointTypes.Protected), replica.Pod);
        gateway.AddKey(GatewayUnderTest.Key);
        gateway.AddKey("reader", scope: EndpointKeyScopes.Read);

        Assert.Equal((HttpStatusCode.OK, "fine"), await AskAsync(gateway, gateway.Client, GatewayUnderTest.Key));
        Assert.Equal((HttpStatusCode.Unauthorized, """{"error":"UNAUTHORIZED"}"""), await AskAsync(gateway, gateway.Client, key: null));
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(gateway, gateway.Client, "wrong")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(gateway, gateway.Client, new string('x', 5000))).Status);
        Assert.Equal(
            (HttpStatusCode.Forbidden, """{"error":"missing permissions: inference.endpoints.infer.write"}"""),
            await AskAsync(gateway, gateway.Client, "reader"));

        gateway.RemoveKey(GatewayUnderTest.Key);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(gateway, gateway.Client, GatewayUnderTest.Key)).Status);
        Assert.DoesNotContain(GatewayUnderTest.Key, gateway.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_endpoint_exists_only_inside_and_only_for_keys_of_its_namespace()
    {
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(GatewayUnderTest.Endpoint(EndpointTypes.Private), replica.Pod);
        gateway.AddKey(GatewayUnderTest.Key);
        gateway.AddKey("others", ns: "other-team");
        using var inside = gateway.CreateClient(gateway.Internal);

        Assert.Equal((HttpStatusCode.OK, "fine"), await AskAsync(gateway, inside, GatewayUnderTest.Key));
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(gateway, inside, "others")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(gateway, inside, key: null)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(gateway, gateway.Client, GatewayUnderTest.Key)).Status);
    }

    [Theory]
    [InlineData("paused", 400, false, """{"error":"Bad Request: Invalid state"}""")]
    [InlineData("scaledToZero", 503, true, """{"error":"503 Service Unavailable: the endpoint is scaled to zero"}""")]
    [InlineData("initializing", 503, true, """{"error":"503 Service Unavailable: the endpoint is initializing"}""")]
    [InlineData("pending", 503, true, """{"error":"503 Service Unavailable: the endpoint waits for a node"}""")]
    [InlineData("failed", 503, false, """{"error":"503 Service Unavailable: the endpoint has failed; its status says why"}""")]
    public async Task An_endpoint_without_a_replica_says_why(string state, int status, bool mayRetry, string body)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var endpoint = GatewayUnderTest.Endpoint(state: state);
        endpoint.Spec.Paused = state == "paused";
        gateway.Set(endpoint, Replica.PodAt(1, isReady: false));

        using var response = await gateway.Client.GetAsync(Root, gateway.Deadline);

        Assert.Equal((status, body), ((int)response.StatusCode, await response.Content.ReadAsStringAsync(gateway.Deadline)));
        Assert.Equal(mayRetry, response.Headers.RetryAfter is not null);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.NotEmpty(response.Headers.GetValues("X-Request-Id"));
    }

    [Fact]
    public async Task The_root_of_a_running_endpoint_is_there_whatever_its_engine_says()
    {
        await using var vllm = await Replica.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/health" ? 200 : 404;
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(vllm.Pod);

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(gateway, gateway.Client, key: null)).Status);
        using var health = await gateway.Client.GetAsync(new Uri("/health", UriKind.Relative), gateway.Deadline);
        using var other = await gateway.Client.GetAsync(new Uri("/other", UriKind.Relative), gateway.Deadline);
        using var post = await gateway.Client.PostAsync(Root, content: null, gateway.Deadline);
        Assert.Equal([200, 404, 404], [(int)health.StatusCode, (int)other.StatusCode, (int)post.StatusCode]);
    }

    [Fact]
    public async Task What_is_no_endpoint_is_not_found_and_a_gateway_that_knows_none_yet_says_so()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(gateway, gateway.Client, key: null)).Status);
        Assert.StartsWith(
            "HTTP/1.1 400", await RawHttp.ExchangeAsync(gateway.Public, "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", gateway.Deadline), StringComparison.Ordinal);
        Assert.Equal("1", await gateway.MetricAsync("inferenceendpoints_gateway_unrouted_requests_total{code=\"404\"}"));

        using var probe = await gateway.Client.GetAsync(new Uri("/metrics", UriKind.Relative), gateway.Deadline);
        Assert.Equal(HttpStatusCode.NotFound, probe.StatusCode);
        using var telemetry = gateway.CreateClient(gateway.Telemetry);
        Assert.Equal("Healthy", await telemetry.GetStringAsync(new Uri("/healthz", UriKind.Relative), gateway.Deadline));
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(GatewayUnderTest gateway, HttpClient client, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Root);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        using var response = await client.SendAsync(request, gateway.Deadline);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(gateway.Deadline));
    }
}
