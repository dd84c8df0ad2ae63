using System.Text;
using InferenceEndpoints.Gateway.Balancing;
using InferenceEndpoints.Gateway.Forwarding;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Gateway.Sockets;
using InferenceEndpoints.Informers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class HeaderRulesTests
{
    [Theory]
    [InlineData("connection", "", true)]
    [InlineData("Transfer-Encoding", "", true)]
    [InlineData("TE", "", true)]
    [InlineData("X-Hop", "close, x-hop", true)]
    [InlineData("X-Hop", "X-Hop", true)]
    [InlineData("X-Hop", "x-hopper,close", false)]
    [InlineData("Content-Type", "close", false)]
    public void Headers_of_a_connection_are_told_from_those_of_the_message(string name, string connection, bool expected) =>
        Assert.Equal(expected, HopByHop.Contains(name, connection));

    [Fact]
    public void The_token_and_what_a_caller_claims_about_proxies_do_not_pass()
    {
        var context = Request(
            ("Authorization", "Bearer secret"), ("Forwarded", "for=1.2.3.4"), ("X-Forwarded-For", "1.2.3.4"), ("Trailer", "x"), ("X-Api", "1"));

        Assert.Equal(
            ["Host: a.example.com", "X-Api: 1", "X-Forwarded-For: 10.0.0.9", "X-Forwarded-Host: a.example.com", "X-Forwarded-Proto: http", "X-Request-ID: id-1"],
            Copied(context));
    }

    [Fact]
    public void A_trusted_proxy_is_believed_and_added_to()
    {
        var context = Request(("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "outer.example.com"));

        Assert.Equal(
            ["Host: a.example.com", "X-Forwarded-For: 1.2.3.4, 10.0.0.9", "X-Forwarded-Host: outer.example.com", "X-Forwarded-Proto: https", "X-Request-ID: id-1"],
            Copied(context, trustForwarded: true));
    }

    [Fact]
    public void An_upgrade_passes_only_when_there_is_one()
    {
        var context = Request(("Connection", "Upgrade, X-Hop"), ("Upgrade", "websocket"), ("X-Hop", "1"), ("Sec-WebSocket-Key", "k"));

        Assert.Contains("Upgrade: websocket", Copied(context, isUpgrade: true));
        Assert.Contains("Connection: Upgrade", Copied(context, isUpgrade: true));
        Assert.DoesNotContain(Copied(context, isUpgrade: true), header => header.StartsWith("X-Hop", StringComparison.Ordinal));
        Assert.DoesNotContain(Copied(context), header => header.Contains("Upgrade", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("POST", "Content-Length", "4", "Content-Length: 4")]
    [InlineData("POST", "Transfer-Encoding", "chunked", "Transfer-Encoding: chunked")]
    [InlineData("DELETE", "Content-Length", "0", "Content-Length: 0")]
    [InlineData("POST", "X-None", "1", "Content-Length: 0")]
    [InlineData("GET", "X-None", "1", null)]
    public void A_replica_is_told_once_where_the_body_ends(string method, string name, string value, string? expected)
    {
        var context = Request((name, value));
        context.Request.Method = method;
        context.Features.Set<IHttpRequestBodyDetectionFeature>(new BodyDetection(name[0] != 'X' && value != "0"));
        var route = new EndpointRoute { Key = new NamespacedName("team", "a"), Access = AccessType.Public, Meter = Sample.Meter };
        var buffer = new SendBuffer();

        RequestHead.Write(buffer, new Exchange(context, new RouteMatch(route, "/x?y"), TimeProvider.System), new Backend("uid", "10.0.0.1:80"), trustForwarded: false);

        var lines = Encoding.Latin1.GetString(buffer.Written.Span).Split("\r\n");
        Assert.Equal(($"{method} /x?y HTTP/1.1", "", ""), (lines[0], lines[^2], lines[^1]));
        Assert.Equal(expected, lines.SingleOrDefault(line => line.StartsWith("Content-Length", StringComparison.Ordinal) || line.StartsWith("Transfer", StringComparison.Ordinal)));
        Assert.Contains("Host: a.example.com", lines);
    }

    [Theory]
    [InlineData("/a%2Fb/../c?x=%20", "/a%2Fb/../c?x=%20")]
    [InlineData("http://a.example.com/path?q", "/path?q")]
    [InlineData("http://a.example.com?q", "/?q")]
    [InlineData("http://a.example.com", "/")]
    [InlineData("*", null)]
    [InlineData("a.example.com:443", null)]
    public void A_target_is_taken_as_it_was_sent(string raw, string? expected) => Assert.Equal(expected, RequestTarget.Of(raw));

    [Theory]
    [InlineData("from-the-caller.1", true)]
    [InlineData("", false)]
    [InlineData("with space", false)]
    [InlineData("new\nline", false)]
    public void A_request_keeps_the_name_that_a_caller_gave_it_when_it_is_sane(string given, bool isKept)
    {
        var context = Request((RequestId.Header, given));

        RequestId.Assign(context);

        Assert.Equal(isKept, context.TraceIdentifier == given);
        Assert.NotEmpty(context.TraceIdentifier);
    }

    private static DefaultHttpContext Request(params (string Name, string Value)[] headers)
    {
        var context = new DefaultHttpContext { TraceIdentifier = "id-1" };
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("a.example.com");
        context.Connection.RemoteIpAddress = System.Net.IPAddress.Parse("10.0.0.9");
        foreach (var (name, value) in headers)
        {
            context.Request.Headers.Append(name, value);
        }

        return context;
    }

    private static List<string> Copied(HttpContext context, bool isUpgrade = false, bool trustForwarded = false)
    {
        var buffer = new SendBuffer();
        RequestHeaders.Write(buffer, context, isUpgrade, trustForwarded);
        return [.. Encoding.Latin1.GetString(buffer.Written.Span).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    private sealed record BodyDetection(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;
}
