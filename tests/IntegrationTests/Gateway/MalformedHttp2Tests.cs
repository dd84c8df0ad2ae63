namespace IntegrationTests.Gateway;

/// <summary>Over HTTP/2 a header's value may hold what would be more headers, or another request, once it is written as HTTP/1.1.</summary>
public sealed class MalformedHttp2Tests(MalformedRequestTests.Servers servers) : IClassFixture<MalformedRequestTests.Servers>
{
    private const string ProtocolError = "GOAWAY 1";

    public static TheoryData<string, string, string, string> Requests => new()
    {
        { ProtocolError, ":path", "/x", "x-a: b\r\nx-c: d" },
        { ProtocolError, ":path", "/x", "x-a: b\nx-c: d" },
        { ProtocolError, ":path", "/x", "x-a: b\r\n\r\nGET /hidden HTTP/1.1" },
        { ProtocolError, ":path", "/x", "x-a: b\0c" },
        { ProtocolError, ":path", "/x HTTP/1.1\r\nx-a: b", "x-a: b" },
        { "400", ":path", "/x y", "x-a: b" },
        { "400", ":path", "/x\u0001", "x-a: b" },
        { "RST 1", ":path", "x", "x-a: b" },
        { "RST 1", ":path", "", "x-a: b" },
        { ProtocolError, ":method", "GET /hidden HTTP/1.1\r\nx-a: b\r\n\r\n", "x-a: b" },
        { "RST 1", ":method", "", "x-a: b" },
        { ProtocolError, ":authority", "a.example.com\r\nx-a: b", "x-a: b" },
        { "RST 1", ":authority", "me@a.example.com/y", "x-a: b" },
        { "400", ":path", "/x", "transfer-encoding: chunked" },
        { ProtocolError, ":path", "/x", "connection: close" },
        { ProtocolError, ":path", "/x", "te: gzip" },
        { ProtocolError, ":path", "/x", "X-A: b" },
        { ProtocolError, ":path", "/x", ":path: /y" },
        { ProtocolError, ":path", "/x", ":other: y" },
        { "RST 1", ":path", "/x", "content-length: 5" },
        { ProtocolError, ":path", "/x", "content-length: +0" },
        { "400", ":path", "/x", "x a: b" },
        { "400", ":path", "/x", "x(a: b" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task What_cannot_be_said_in_HTTP_1_is_refused_and_reaches_no_replica(string outcome, string pseudo, string value, string header)
    {
        using var caller = await RawHttp2.ConnectAsync(servers.Gateway.Public, servers.Gateway.Deadline);
        var split = header.IndexOf(": ", StringComparison.Ordinal);
        var pseudos = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [":method"] = "GET",
            [":scheme"] = "http",
            [":authority"] = GatewayUnderTest.Host,
            [":path"] = "/x",
        };
        pseudos[pseudo] = value;

        await caller.SendHeadersAsync(
            stream: 1,
            isWhole: true,
            [.. pseudos.Select(pair => (pair.Key, pair.Value)), (header[..split], header[(split + 2)..])],
            servers.Gateway.Deadline);

        Assert.Equal(outcome, await caller.OutcomeAsync(servers.Gateway.Deadline));
        Assert.Equal("", servers.Replica.TakeReceived());
    }
}
