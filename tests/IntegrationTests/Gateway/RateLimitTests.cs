using System.Net.Http.Headers;
using InferenceEndpoints.Entities;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

public sealed class RateLimitTests
{
    [Fact]
    public async Task A_key_that_is_used_too_often_is_told_when_to_come_back_and_other_keys_are_not()
    {
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Set(GatewayUnderTest.Endpoint(EndpointTypes.Protected), replica.Pod);
        gateway.AddKey(GatewayUnderTest.Key, limit: new RateLimitSpec { RequestsPerMinute = 2, Burst = 1 });
        gateway.AddKey("unlimited");

        using (var first = await AskAsync(gateway, GatewayUnderTest.Key))
        {
            Assert.Equal(200, (int)first.StatusCode);
        }

        using var second = await AskAsync(gateway, GatewayUnderTest.Key);
        Assert.Equal(
            (429, """{"error":"429 Too Many Requests: the key's rate limit is reached","error_type":"key_rate_limit"}"""),
            ((int)second.StatusCode, await second.Content.ReadAsStringAsync(gateway.Deadline)));
        var seconds = second.Headers.RetryAfter!.Delta!.Value.TotalSeconds;
        Assert.InRange(seconds, 1, 30);
        Assert.Equal($"\"key\";r=0;t={seconds}", Assert.Single(second.Headers.GetValues("RateLimit")));
        Assert.Equal("\"key\";q=2;w=60", Assert.Single(second.Headers.GetValues("RateLimit-Policy")));
        Assert.NotEmpty(second.Headers.GetValues("X-Request-Id"));

        using var other = await AskAsync(gateway, "unlimited");
        Assert.Equal(200, (int)other.StatusCode);
    }

    [Fact]
    public async Task An_endpoint_that_is_called_too_often_says_so_to_all_who_may_call_and_to_nobody_else()
    {
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        await using var gateway = await GatewayUnderTest.StartAsync();
        var endpoint = GatewayUnderTest.Endpoint(EndpointTypes.Protected);
        endpoint.Spec.RateLimit = new RateLimitSpec { RequestsPerMinute = 2 };
        gateway.Set(endpoint, replica.Pod);
        gateway.AddKey(GatewayUnderTest.Key);

        // Who is refused takes nothing from the others.
        foreach (var (key, status) in new[] { ("wrong", 401), ("wrong", 401), (GatewayUnderTest.Key, 200), (GatewayUnderTest.Key, 200), ("wrong", 401) })
        {
            using var response = await AskAsync(gateway, key);
            Assert.Equal(status, (int)response.StatusCode);
        }

        using var refused = await AskAsync(gateway, GatewayUnderTest.Key);
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.Contains("\"endpoint_rate_limit\"", await refused.Content.ReadAsStringAsync(gateway.Deadline), StringComparison.Ordinal);
        Assert.Equal("1", await gateway.RequestsAsync(429));
    }

    private static async Task<HttpResponseMessage> AskAsync(GatewayUnderTest gateway, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await gateway.Client.SendAsync(request, gateway.Deadline);
    }
}
