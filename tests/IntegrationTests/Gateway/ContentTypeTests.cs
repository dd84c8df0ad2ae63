using System.Net.Http.Headers;
using InferenceEndpoints.Entities;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

/// <summary>Bodies whose type the caller does not say, or says in words that the inference toolkit does not know.</summary>
public sealed class ContentTypeTests
{
    private static readonly byte[] Flac = [.. "fLaC"u8, .. new byte[100_000]];

    [Theory]
    [InlineData(null, true, "audio/flac")]
    [InlineData(null, false, "audio/flac")]
    [InlineData("video/webm", true, "audio/webm")]
    [InlineData("video/webm", false, "video/webm")]
    [InlineData("audio/x-wav", true, "audio/x-wav")]
    public async Task A_replica_gets_a_type_that_it_knows_and_the_body_as_it_came(string? sent, bool isToolkit, string expected)
    {
        await using var replica = await StartReplicaAsync();
        await using var gateway = await StartGatewayAsync(replica, isToolkit);
        using var content = new ByteArrayContent(Flac);
        content.Headers.ContentType = sent is null ? null : new MediaTypeHeaderValue(sent);

        using var response = await gateway.Client.PostAsync(new Uri("/", UriKind.Relative), content, gateway.Deadline);

        Assert.Equal($"{expected} {Flac.Length}", await response.Content.ReadAsStringAsync(gateway.Deadline));
    }

    [Theory]
    [InlineData("Content-Length: 0\r\n\r\n", "0")]
    [InlineData("Content-Length: 3\r\n\r\nabc", "audio/x-audio 3")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\nfL\r\n2\r\naC\r\n0\r\n\r\n", "audio/flac 4")]
    [InlineData("Content-Length: 3\r\nContent-Type: \r\n\r\nabc", "3")]
    public async Task However_the_body_comes(string request, string expected)
    {
        await using var replica = await StartReplicaAsync();
        await using var gateway = await StartGatewayAsync(replica, isToolkit: true);

        var answer = await RawHttp.ExchangeAsync(
            gateway.Public, $"POST / HTTP/1.1\r\nHost: {GatewayUnderTest.Host}\r\nConnection: close\r\n{request}", gateway.Deadline);

        Assert.EndsWith($"\r\n\r\n{expected}", answer, StringComparison.Ordinal);
    }

    private static Task<Replica> StartReplicaAsync() => Replica.StartAsync(async context =>
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var answer = $"{context.Request.ContentType} {body.Length}".TrimStart();
        context.Response.ContentLength = answer.Length;
        await context.Response.WriteAsync(answer);
    });

    private static async Task<GatewayUnderTest> StartGatewayAsync(Replica replica, bool isToolkit)
    {
        var gateway = await GatewayUnderTest.StartAsync();
        var endpoint = GatewayUnderTest.Endpoint();
        endpoint.Spec.Model.Task = "automatic-speech-recognition";
        endpoint.Spec.Model.Image = isToolkit ? new ImageSpec { Huggingface = new HuggingFaceImage() } : new ImageSpec { Custom = new CustomImage() };
        gateway.Set(endpoint, replica.Pod);
        return gateway;
    }
}
