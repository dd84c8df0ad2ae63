using System.Globalization;

namespace IntegrationTests.Gateway;

/// <summary>Requests that no server may take, by what is wrong with them, and the status that they get.</summary>
internal static class MalformedRequests
{
    private const string Host = "Host: " + GatewayUnderTest.Host + "\r\n";

    public static readonly IReadOnlyDictionary<string, (int Status, string Request)> All = new Dictionary<string, (int Status, string Request)>(StringComparer.Ordinal)
    {
        // Two lengths, or one that can be read in two ways.
        ["length and chunks"] = (400, Post("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        ["chunks and length"] = (400, Post("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n")),
        ["two lengths that differ"] = (400, Post("Content-Length: 3\r\nContent-Length: 4", "abcd")),
        ["two lengths that agree"] = (400, Post("Content-Length: 3\r\nContent-Length: 3", "abc")),
        ["a list of lengths that agree"] = (400, Post("Content-Length: 3, 3", "abc")),
        ["a list of lengths that differ"] = (400, Post("Content-Length: 3,4", "abc")),
        ["a length with a plus"] = (400, Post("Content-Length: +3", "abc")),
        ["a negative length"] = (400, Post("Content-Length: -3", "abc")),
        ["a length of minus zero"] = (400, Post("Content-Length: -0", "")),
        ["a hexadecimal length"] = (400, Post("Content-Length: 0x3", "abc")),
        ["a length with a fraction"] = (400, Post("Content-Length: 3.0", "abc")),
        ["a length with an exponent"] = (400, Post("Content-Length: 3e0", "abc")),
        ["a length with a space within"] = (400, Post("Content-Length: 1 1", "abc")),
        ["a length with a sign of grouping"] = (400, Post("Content-Length: 1_0", "abc")),
        ["an empty length"] = (400, Post("Content-Length: ", "abc")),
        ["a length in words"] = (400, Post("Content-Length: three", "abc")),
        ["a length past 64 bits"] = (400, Post("Content-Length: 18446744073709551619", "abc")),
        ["a length with a vertical tab"] = (400, Post("Content-Length: \v3", "abc")),
        ["a length after a space before the colon"] = (400, Post("Content-Length : 3", "abc")),

        // Transfer codings: 400 when chunks are not the last one, so that nobody knows where the body ends; 501 when they are not the only one.
        ["an unknown coding"] = (400, Post("Transfer-Encoding: xchunked", "0\r\n\r\n")),
        ["chunks that are not last"] = (400, Post("Transfer-Encoding: chunked, identity", "0\r\n\r\n")),
        ["identity"] = (400, Post("Transfer-Encoding: identity", "0\r\n\r\n")),
        ["gzip below chunks"] = (501, Post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n")),
        ["chunks twice"] = (501, Post("Transfer-Encoding: chunked, chunked", "0\r\n\r\n")),
        ["chunks on two lines"] = (501, Post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        ["identity after chunks on two lines"] = (400, Post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n")),
        ["chunks in quotes"] = (400, Post("Transfer-Encoding: \"chunked\"", "0\r\n\r\n")),
        ["chunks with a parameter"] = (400, Post("Transfer-Encoding: chunked;q=1", "0\r\n\r\n")),
        ["an empty coding"] = (400, Post("Transfer-Encoding: ", "0\r\n\r\n")),
        ["an empty coding before chunks"] = (501, Post("Transfer-Encoding: , chunked", "0\r\n\r\n")),
        ["chunks after a vertical tab"] = (400, Post("Transfer-Encoding: \vchunked", "0\r\n\r\n")),
        ["chunks after a form feed"] = (400, Post("Transfer-Encoding: \fchunked", "0\r\n\r\n")),
        ["chunks after a byte that is a space in Latin 1"] = (400, Post("Transfer-Encoding: \u00a0chunked", "0\r\n\r\n")),
        ["a space before the colon of a coding"] = (400, Post("Transfer-Encoding : chunked", "0\r\n\r\n")),
        ["a tab before the colon of a coding"] = (400, Post("Transfer-Encoding\t: chunked", "0\r\n\r\n")),
        ["chunks in HTTP/1.0"] = (400, $"POST /x HTTP/1.0\r\n{Host}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),

        // Header lines.
        ["a folded line"] = (400, Get("X-Fold: a\r\n b: c")),
        ["a folded coding"] = (400, Post("Transfer-Encoding:\r\n chunked", "0\r\n\r\n")),
        ["a folded first line"] = (400, $"GET /x HTTP/1.1\r\n X: y\r\n{Host}\r\n"),
        ["lines that end with LF"] = (400, $"GET /x HTTP/1.1\r\n{Host}X-A: b\nX-C: d\r\n\r\n"),
        ["a request line that ends with LF"] = (400, $"GET /x HTTP/1.1\n{Host}\r\n"),
        ["an empty line of LF"] = (400, $"GET /x HTTP/1.1\r\n{Host}\n"),
        ["lines that end with CR"] = (400, $"GET /x HTTP/1.1\r\n{Host}X-A: b\rX-C: d\r\n\r\n"),
        ["an empty line of CR"] = (400, $"GET /x HTTP/1.1\r\n{Host}\r\r\n"),
        ["a NUL in a value"] = (400, Get("X-A: b\0c")),
        ["a NUL in a name"] = (400, Get("X\0A: b")),
        ["a control character in a value"] = (400, Get("X-A: b\u0001c")),
        ["a DEL in a value"] = (400, Get("X-A: b\u007fc")),
        ["a line without a colon"] = (400, Get("X-A")),
        ["a line without a name"] = (400, Get(": b")),
        ["a space in a name"] = (400, Get("X A: b")),
        ["a parenthesis in a name"] = (400, Get("X(A): b")),
        ["a name outside of ASCII"] = (400, Get("X-\u00e9: b")),

        // Chunks.
        ["a chunk without a size"] = (400, Chunks("\r\nabc\r\n0\r\n\r\n")),
        ["a chunk's size that is not hexadecimal"] = (400, Chunks("g\r\nabc\r\n0\r\n\r\n")),
        ["a chunk's size with 0x"] = (400, Chunks("0x3\r\nabc\r\n0\r\n\r\n")),
        ["a chunk's negative size"] = (400, Chunks("-3\r\nabc\r\n0\r\n\r\n")),
        ["a chunk's size with a plus"] = (400, Chunks("+3\r\nabc\r\n0\r\n\r\n")),
        ["a chunk's size past 32 bits"] = (400, Chunks("100000003\r\nabc\r\n0\r\n\r\n")),
        ["a chunk's size past 64 bits"] = (400, Chunks("10000000000000003\r\nabc\r\n0\r\n\r\n")),
        ["a chunk's size of 2^31"] = (400, Chunks("80000000\r\nabc\r\n0\r\n\r\n")),
        ["a space before a chunk's size"] = (400, Chunks(" 3\r\nabc\r\n0\r\n\r\n")),
        ["a space after a chunk's size"] = (400, Chunks("3 \r\nabc\r\n0\r\n\r\n")),
        ["a chunk's size that ends with LF"] = (400, Chunks("3\nabc\r\n0\r\n\r\n")),
        ["a chunk's size that ends with CR"] = (400, Chunks("3\rabc\r\n0\r\n\r\n")),
        ["a chunk that is longer than it says"] = (400, Chunks("3\r\nabcd\r\n0\r\n\r\n")),
        ["a chunk that ends with LF"] = (400, Chunks("3\r\nabc\n0\r\n\r\n")),
        ["a chunk that ends with nothing"] = (400, Chunks("3\r\nabc0\r\n\r\n")),
        ["an extension that ends with LF"] = (400, Chunks("3;a\nabc\r\n0\r\n\r\n")),
        ["an extension with CR"] = (400, Chunks("3;a\rb\r\nabc\r\n0\r\n\r\n")),
        ["a last chunk's extension that ends with LF"] = (400, Chunks("0;a\nGET /hidden HTTP/1.1\r\n\r\n")),
        ["a last chunk that ends with LF"] = (400, Chunks("0\n\n")),
        ["a trailer without a colon"] = (400, Chunks("0\r\nX-A\r\n\r\n")),
        ["a folded trailer"] = (400, Chunks("0\r\nX-A: b\r\n c\r\n\r\n")),
        ["a trailer that ends with LF"] = (400, Chunks("0\r\nX-A: b\nX-C: d\r\n\r\n")),

        // Request lines.
        ["no method"] = (400, $" /x HTTP/1.1\r\n{Host}\r\n"),
        ["a method that is no token"] = (400, $"G(T /x HTTP/1.1\r\n{Host}\r\n"),
        ["no target"] = (400, $"GET HTTP/1.1\r\n{Host}\r\n"),
        ["two spaces before the target"] = (400, $"GET  /x HTTP/1.1\r\n{Host}\r\n"),
        ["a space in the target"] = (400, $"GET /x y HTTP/1.1\r\n{Host}\r\n"),
        ["a tab for a space"] = (400, $"GET\t/x\tHTTP/1.1\r\n{Host}\r\n"),
        ["a NUL in the target"] = (400, $"GET /x\0y HTTP/1.1\r\n{Host}\r\n"),
        ["an escaped NUL in the target"] = (400, $"GET /x%00y HTTP/1.1\r\n{Host}\r\n"),
        ["a control character in the target"] = (400, $"GET /x\u0001y HTTP/1.1\r\n{Host}\r\n"),
        ["a CR in the target"] = (400, $"GET /x\ry HTTP/1.1\r\n{Host}\r\n"),
        ["a byte outside of ASCII in the target"] = (400, $"GET /\u00e9 HTTP/1.1\r\n{Host}\r\n"),
        ["a fragment in the target"] = (400, $"GET /x#y HTTP/1.1\r\n{Host}\r\n"),
        ["a target without a slash"] = (405, $"GET x HTTP/1.1\r\n{Host}\r\n"),
        ["a backslash for a slash"] = (400, $"GET \\x HTTP/1.1\r\n{Host}\r\n"),
        ["an asterisk with GET"] = (405, $"GET * HTTP/1.1\r\n{Host}\r\n"),
        ["a host and port with GET"] = (405, $"GET a.example.com:80 HTTP/1.1\r\n{Host}\r\n"),
        ["a path with CONNECT"] = (501, $"CONNECT /x HTTP/1.1\r\n{Host}\r\n"),
        ["a tunnel"] = (501, "CONNECT a.example.com:80 HTTP/1.1\r\nHost: a.example.com:80\r\n\r\n"),
        ["a URL of another scheme"] = (400, $"GET ftp://{GatewayUnderTest.Host}/x HTTP/1.1\r\n{Host}\r\n"),
        ["a URL that says who is asking"] = (400, $"GET http://me@{GatewayUnderTest.Host}/x HTTP/1.1\r\n{Host}\r\n"),
        ["a URL of another host"] = (400, $"GET http://a.example.com/x HTTP/1.1\r\n{Host}\r\n"),
        ["HTTP/0.9"] = (400, "GET /x\r\n"),
        ["HTTP/0.9 with a version"] = (505, $"GET /x HTTP/0.9\r\n{Host}\r\n"),
        ["HTTP/1.2"] = (505, $"GET /x HTTP/1.2\r\n{Host}\r\n"),
        ["HTTP/2.0 without its preface"] = (505, $"GET /x HTTP/2.0\r\n{Host}\r\n"),
        ["a version in small letters"] = (505, $"GET /x http/1.1\r\n{Host}\r\n"),
        ["a version with a sign"] = (400, $"GET /x HTTP/+1.1\r\n{Host}\r\n"),
        ["another protocol"] = (505, $"GET /x RTSP/1.0\r\n{Host}\r\n"),
        ["TLS on a port without it"] = (400, "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\r\n\r\n"),

        // Hosts.
        ["no host"] = (400, "GET /x HTTP/1.1\r\n\r\n"),
        ["two hosts"] = (400, Get("Host: a.example.com")),
        ["the same host twice"] = (400, Get(Host.TrimEnd())),
        ["a list of hosts"] = (400, $"GET /x HTTP/1.1\r\nHost: {GatewayUnderTest.Host}, a.example.com\r\n\r\n"),
        ["a host with a path"] = (400, $"GET /x HTTP/1.1\r\nHost: {GatewayUnderTest.Host}/y\r\n\r\n"),
        ["a host that says who is asking"] = (400, $"GET /x HTTP/1.1\r\nHost: me@{GatewayUnderTest.Host}\r\n\r\n"),
        ["a host with a space"] = (400, $"GET /x HTTP/1.1\r\nHost: {GatewayUnderTest.Host} b\r\n\r\n"),
        ["a host with a port that is no number"] = (400, $"GET /x HTTP/1.1\r\nHost: {GatewayUnderTest.Host}:http\r\n\r\n"),

        // Sizes.
        ["a request line of 9 KiB"] = (414, $"GET /{new string('x', 9 * 1024)} HTTP/1.1\r\n{Host}\r\n"),
        ["a header of 33 KiB"] = (431, Get($"X-A: {new string('b', 33 * 1024)}")),
        ["headers of 33 KiB in all"] = (431, Get(string.Join("\r\n", Enumerable.Range(0, 33).Select(i => Line(i, 1024))))),
        ["101 headers"] = (431, Get(string.Join("\r\n", Enumerable.Range(0, 101).Select(i => Line(i, 1))))),
    };

    private static string Get(string header) => $"GET /x HTTP/1.1\r\n{Host}{header}\r\n\r\n";

    private static string Post(string headers, string body) => $"POST /x HTTP/1.1\r\n{Host}{headers}\r\n\r\n{body}";

    private static string Chunks(string body) => Post("Transfer-Encoding: chunked", body);

    private static string Line(int number, int length) => string.Create(CultureInfo.InvariantCulture, $"X-{number}: {new string('b', length)}");
}
