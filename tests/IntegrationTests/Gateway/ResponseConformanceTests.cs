using System.Globalization;
using System.Net;
using System.Text;

namespace IntegrationTests.Gateway;

/// <summary>What a replica answers is the same with the gateway between as without it, in whatever pieces it comes.</summary>
public sealed class ResponseConformanceTests
{
    private static readonly HashSet<string> OfAConnection = new(["Connection", "Date", "Transfer-Encoding", "X-Request-ID"], StringComparer.OrdinalIgnoreCase);

    public static TheoryData<string, string> Answers => new()
    {
        { "GET", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello" },
        { "GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" },
        { "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n4;x=\"y\"\r\nello\r\n0\r\n\r\n" },
        { "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" },
        { "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Tokens\r\n\r\n5\r\nhello\r\n0\r\nX-Tokens: 2\r\n\r\n" },
        { "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Not-Announced: 2\r\nX-Two: b\r\n\r\n" },
        { "GET", "HTTP/1.1 200 OK\r\n\r\nuntil the connection closes" },
        { "GET", "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nold" },
        { "GET", "HTTP/1.1 200 OK\nContent-Length: 2\n\nlf" },
        { "GET", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok" },
        { "GET", "HTTP/1.1 299 All is well, mostly\r\nContent-Length: 2\r\n\r\nok" },
        { "GET", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" },
        { "GET", "HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n" },
        { "GET", "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nContent-Length: 5\r\n\r\n" },
        { "GET", "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/5\r\nContent-Length: 2\r\n\r\nhe" },
        { "GET", "HTTP/1.1 302 Found\r\nLocation: /elsewhere?x=%20\r\nContent-Length: 0\r\n\r\n" },
        { "GET", "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3\r\nContent-Length: 2\r\n\r\nno" },
        { "GET", "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 3\r\nContent-Length: 2\r\n\r\nno" },
        { "GET", "HTTP/1.1 200 OK\r\nSet-Cookie: a=1, 2\r\nX-Many: 1\r\nSet-Cookie: b=2\r\nX-Many: 2, 3\r\nContent-Length: 0\r\n\r\n" },
        { "GET", "HTTP/1.1 200 OK\r\nX-Latin: \u00e4\u00ff\r\nX-Empty:\r\nX-Spaces:   a  b \t \r\nContent-Length: 0\r\n\r\n" },
        { "GET", $"HTTP/1.1 200 OK\r\nX-Long: {new string('x', 20_000)}\r\nContent-Length: 0\r\n\r\n" },
        { "GET", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\u001f\u008b\b\0" },
        { "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n" },
        { "HEAD", "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n" },
        { "POST", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello" },
        { "DELETE", "HTTP/1.1 204 No Content\r\n\r\n" },
    };

    public static TheoryData<string> NoAnswers => new()
    {
        "",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "SSH-2.0-OpenSSH_9.9\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        $"HTTP/1.1 200 OK\r\nX-Long: {new string('x', 100_000)}\r\n\r\n",
    };

    public static TheoryData<string> HalfAnswers => new()
    {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n0\r\n\r\n",
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_through_the_gateway_is_the_one_that_was_given(string method, string answer)
    {
        await using var whole = Start(answer, answer.Length);
        await using var dripping = Start(answer, answer.Length > 1000 ? 700 : 1);
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var direct = gateway.CreateClient(whole.Url);
        using var http2 = gateway.CreateHttp2Client();
        var expected = await AskAsync(direct, method, gateway.Deadline);

        foreach (var replica in (ScriptedReplica[])[whole, dripping])
        {
            gateway.Set(GatewayUnderTest.Endpoint(), replica.Pod);
            Assert.Equal(expected, await AskAsync(gateway.Client, method, gateway.Deadline));
            Assert.Equal(expected, await AskAsync(gateway.Client, method, gateway.Deadline));
            Assert.Equal(InHttp2(expected), InHttp2(await AskAsync(http2, method, gateway.Deadline)));
        }

        // There are no reasons, and names are in lower case.
        static string InHttp2(string seen) => seen.Remove(3, seen.IndexOf('\n', StringComparison.Ordinal) - 3).ToUpperInvariant();
    }

    [Theory]
    [MemberData(nameof(NoAnswers))]
    public async Task What_is_no_answer_becomes_502(string bytes)
    {
        await using var replica = Start(bytes, Math.Max(1, bytes.Length));
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);

        Assert.StartsWith("502 Bad Gateway", await AskAsync(gateway.Client, "GET", gateway.Deadline), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(HalfAnswers))]
    public async Task Half_an_answer_does_not_look_like_one(string bytes)
    {
        await using var replica = Start(bytes, bytes.Length);
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);

        await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(gateway.Client, "GET", gateway.Deadline));
        await Eventually.EqualAsync("1", () => gateway.RequestsAsync(502));
    }

    private static ScriptedReplica Start(string answer, int pieceLength) => ScriptedReplica.Start(async connection =>
    {
        await connection.ReadHeadAsync();
        for (var sent = 0; sent < answer.Length; sent += pieceLength)
        {
            await connection.SendAsync(answer[sent..Math.Min(answer.Length, sent + pieceLength)]);
        }
    });

    /// <summary>All that a caller can see of an answer.</summary>
    private static async Task<string> AskAsync(HttpClient client, string method, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/x") { Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
        using var response = await client.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).Where(header => !OfAConnection.Contains(header.Key));
        var trailers = response.TrailingHeaders.NonValidated;
        return new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{(int)response.StatusCode} {(response.ReasonPhrase is "" ? Standard(response.StatusCode) : response.ReasonPhrase)}\n")
            .AppendJoin("\n", headers.Select(header => $"{header.Key}: {string.Join(" | ", header.Value.ToArray())}").Order(StringComparer.OrdinalIgnoreCase))
            .Append(CultureInfo.InvariantCulture, $"\n\n{Encoding.Latin1.GetString(body)}\n\n")
            .AppendJoin("\n", trailers.Select(header => $"{header.Key}: {string.Join(" | ", header.Value.ToArray())}"))
            .ToString();
    }

    /// <summary>Kestrel fills in a reason where there is none.</summary>
    private static string Standard(HttpStatusCode status)
    {
        using var response = new HttpResponseMessage(status);
        return response.ReasonPhrase!;
    }
}
