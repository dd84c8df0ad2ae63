using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationTests.Gateway;

/// <summary>What a replica gets of a request is the same with the gateway between as without it.</summary>
public sealed class RequestConformanceTests
{
    public static TheoryData<string, int?, bool> Requests => new()
    {
        { "GET", null, false },
        { "DELETE", null, false },
        { "OPTIONS", null, false },
        { "POST", 0, false },
        { "POST", 1, false },
        { "POST", 1, true },
        { "PUT", 4096, false },
        { "PATCH", 16 * 1024, false },
        { "POST", (16 * 1024) + 1, false },
        { "POST", 100_000, true },
        { "DELETE", 10, false },
        { "GET", 10, false },
        { "REPORT", 1_000_000, false },
        { "POST", 5_000_000, true },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_replica_gets_the_request_that_was_sent(string method, int? length, bool isChunked)
    {
        await using var replica = await Replica.StartAsync(DescribeAsync);
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        using var direct = gateway.CreateClient(new Uri($"http://127.0.0.1:{replica.Port}"));
        using var http2 = gateway.CreateHttp2Client();
        var expected = await AskAsync(direct, method, length, isChunked, gateway.Deadline);

        Assert.Equal(expected, await AskAsync(gateway.Client, method, length, isChunked, gateway.Deadline));
        Assert.Equal(expected, await AskAsync(gateway.Client, method, length, isChunked, gateway.Deadline));
        Assert.Equal(expected, await AskAsync(http2, method, length, isChunked, gateway.Deadline));
    }

    private static async Task DescribeAsync(HttpContext context)
    {
        var request = context.Request;
        var headers = request.Headers.Where(header =>
            !header.Key.StartsWith("X-", StringComparison.OrdinalIgnoreCase) && !header.Key.Equals("traceparent", StringComparison.OrdinalIgnoreCase));
        var hash = Convert.ToHexString(await SHA256.HashDataAsync(request.Body, context.RequestAborted));
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        await context.Response.WriteAsync(
            $"{request.Method} {target}\n{string.Join('\n', headers.Select(header => $"{header.Key}: {header.Value}").Order(StringComparer.Ordinal))}\n{hash}");
    }

    private static async Task<string> AskAsync(HttpClient client, string method, int? length, bool isChunked, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/a%2Fb?x=%20")
        {
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
            Headers = { { "Accept-Language", "de" }, { "Cookie", "a=1; b=2" } },
            Content = length is { } bytes ? Content(bytes, isChunked) : null,
        };
        request.Headers.TransferEncodingChunked = isChunked && client.DefaultRequestVersion == HttpVersion.Version11 ? true : null;
        using var response = await client.SendAsync(request, cancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    private static StreamContent Content(int length, bool isChunked)
    {
        var text = string.Concat(Enumerable.Range(0, (length / 8) + 1).Select(i => i.ToString("d8", CultureInfo.InvariantCulture)))[..length];
        var content = new StreamContent(new MemoryStream(Encoding.ASCII.GetBytes(text)), bufferSize: 1000);
        content.Headers.ContentLength = isChunked ? null : length;
        content.Headers.ContentType = new("application/json");
        return content;
    }
}
