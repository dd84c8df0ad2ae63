using System.Text;
using InferenceEndpoints.Gateway.Upstream;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class ResponseHeadTests
{
    [Fact]
    public void A_head_is_read_as_it_was_sent()
    {
        var head = Parse("HTTP/1.1 418 I am a teapot\r\nSet-Cookie: a=1; path=/\r\nset-cookie:\tb=2 \r\nX-Latin: \u00e4\r\nX-Empty:\r\n");

        Assert.Equal((418, "I am a teapot", true), (head!.Status, head.Reason, head.IsHttp11));
        Assert.Equal(
            [new HeaderField("Set-Cookie", "a=1; path=/"), new HeaderField("set-cookie", "b=2"), new HeaderField("X-Latin", "\u00e4"), new HeaderField("X-Empty", "")],
            head.Fields.ToArray());
    }

    [Theory]
    [InlineData("HTTP/1.1 200\r\n", "")]
    [InlineData("HTTP/1.1 200 \r\n", "")]
    [InlineData("HTTP/1.0 200 OK\n", "OK")]
    public void A_status_needs_no_reason_and_a_line_no_carriage_return(string lines, string reason) => Assert.Equal(reason, Parse(lines)!.Reason);

    [Theory]
    [InlineData("HTTP/2 200 OK\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n")]
    [InlineData("HTTP/1.1 099 OK\r\n")]
    [InlineData("HTTP/1.1  200 OK\r\n")]
    [InlineData("HTTP/1.1 200 O\0K\r\n")]
    [InlineData("ICY 200 OK\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n: no name\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\r\n c: folded\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nA b: c\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\rc\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\0\r\n")]
    public void What_is_not_HTTP_is_refused(string lines) => Assert.Null(Parse(lines));

    [Fact]
    public void What_is_the_same_as_the_time_before_costs_nothing()
    {
        var head = new ResponseHead();
        var bytes = "HTTP/1.1 200 Fine\r\nContent-Type: application/json\r\nContent-Length: 64\r\nX-Id: 17\r\n\r\n"u8;
        Assert.True(head.TryParse(bytes));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            head.TryParse(bytes);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 9_999); // not a byte for each: the runtime takes some now and then
        Assert.True(head.TryParse("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n"u8));
        Assert.Equal(("Not Found", "text/html", 1), (head.Reason, head["content-type"], head.Fields.Length));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", false, "Length 5")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\nContent-Length: 5\r\n", false, "Length 5")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n", false, "Chunks 0")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n", false, "Chunks 0")]
    [InlineData("HTTP/1.1 200 OK\r\n", false, "Close 0")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", true, "None 0")]
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n", false, "None 0")]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n", false, "None 0")]
    [InlineData("HTTP/1.1 103 Early Hints\r\n", false, "None 0")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n", false, null)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n", false, null)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n", false, null)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n", false, null)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n", false, null)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", false, null)]
    [InlineData("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n", false, null)]
    public void Where_a_body_ends_is_clear_or_the_answer_is_refused(string lines, bool isHeadRequest, string? expected) =>
        Assert.Equal(expected, BodyFraming.Of(Parse(lines)!, isHeadRequest) is { } framing ? $"{framing.End} {framing.Length}" : null);

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: Close\r\n", false)]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n", false)]
    public void A_connection_goes_on_when_nothing_speaks_against_it(string lines, bool expected) => Assert.Equal(expected, Parse(lines)!.IsPersistent);

    private static ResponseHead? Parse(string lines)
    {
        var head = new ResponseHead();
        var bytes = Encoding.Latin1.GetBytes($"{lines}\r\n");
        Assert.Equal(bytes.Length, HeaderSection.Measure(bytes));
        Assert.Equal(0, HeaderSection.Measure(bytes.AsSpan(..^1)));
        return head.TryParse(bytes) ? head : null;
    }
}
