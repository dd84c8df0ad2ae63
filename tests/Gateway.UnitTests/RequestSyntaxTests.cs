using InferenceEndpoints.Gateway.Listening;
using Microsoft.AspNetCore.Http;

namespace Gateway.UnitTests;

/// <summary>What only HTTP/2 can carry to the gateway, as its headers are not lines. The rest is tried over sockets.</summary>
public sealed class RequestSyntaxTests
{
    [Theory]
    [InlineData("X-A", "b\r\nX-C: d")]
    [InlineData("X-A", "b\nX-C: d")]
    [InlineData("X-A", "b\0")]
    [InlineData("x:y", "z")]
    [InlineData("x y", "z")]
    [InlineData("x\r\ny", "z")]
    [InlineData("", "z")]
    public void A_header_that_would_become_two_lines_is_refused(string name, string value) =>
        Assert.Equal(400, RequestSyntax.Check("HTTP/2", "GET", "/x", new HeaderDictionary { [name] = value })?.Status);

    [Theory]
    [InlineData("/x HTTP/1.1\r\nX-A: b")]
    [InlineData("/x y")]
    [InlineData("/x\u00e9")]
    [InlineData("http://me@host/x")]
    public void A_target_that_would_become_another_request_line_is_refused(string target) =>
        Assert.Equal(400, RequestSyntax.Check("HTTP/2", "GET", target, new HeaderDictionary())?.Status);

    [Theory]
    [InlineData("/x?a=b|c^d{}[]%00@:")]
    [InlineData("http://host/x@y")]
    [InlineData("*")]
    public void What_people_send_is_let_through(string target) =>
        Assert.Null(RequestSyntax.Check("HTTP/1.1", "GET", target, new HeaderDictionary { ["X-A"] = "b\tc \u00e9\"", ["!#$"] = "" }));
}
