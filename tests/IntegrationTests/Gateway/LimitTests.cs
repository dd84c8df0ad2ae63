using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

public sealed class LimitTests
{
    private const string Start = "GET /x HTTP/1.1\r\nHost: " + GatewayUnderTest.Host + "\r\n";

    [Fact]
    public async Task Each_size_has_a_setting_and_a_status()
    {
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        await using var gateway = await GatewayUnderTest.StartAsync(
            options =>
            {
                options.MaxRequestLineBytes = 256;
                options.MaxRequestHeaderBytes = 1024;
                options.MaxRequestHeaders = 10;
                options.MaxRequestBodyBytes = 16;
            },
            replica.Pod);

        var last = "Connection: close\r\n";
        Assert.Equal(200, await StatusAsync($"GET /{new string('x', 200)} HTTP/1.1\r\nHost: {GatewayUnderTest.Host}\r\n{last}\r\n"));
        Assert.Equal(414, await StatusAsync($"GET /{new string('x', 250)} HTTP/1.1\r\nHost: {GatewayUnderTest.Host}\r\n{last}\r\n"));
        Assert.Equal(200, await StatusAsync($"{Start}X-A: {new string('b', 900)}\r\n{last}\r\n"));
        Assert.Equal(431, await StatusAsync($"{Start}X-A: {new string('b', 1000)}\r\n{last}\r\n"));
        Assert.Equal(200, await StatusAsync($"{Start}{Headers(8)}{last}\r\n"));
        Assert.Equal(431, await StatusAsync($"{Start}{Headers(9)}{last}\r\n"));
        Assert.Equal(200, await StatusAsync($"{Start}{last}Content-Length: 16\r\n\r\n0123456789abcdef"));
        Assert.Equal(413, await StatusAsync($"{Start}{last}Content-Length: 17\r\n\r\n0123456789abcdef!"));
        Assert.Equal(200, await StatusAsync($"{Start}{last}Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n"));
        Assert.Equal(413, await StatusAsync($"{Start}{last}Transfer-Encoding: chunked\r\n\r\n11\r\n0123456789abcdef!\r\n0\r\n\r\n"));

        static string Headers(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: b\r\n"));

        async Task<int> StatusAsync(string request) => Status(await RawHttp.ExchangeAsync(gateway.Public, request, gateway.Deadline));
    }

    [Theory]
    [InlineData("Connection: close\r\nContent-Length: 1000000\r\n", 413)]
    [InlineData("No header\r\nContent-Length: 1000000\r\n", 400)]
    public async Task Who_is_refused_while_still_sending_hears_why(string headers, int status)
    {
        await using var replica = RecordingReplica.StartSilent();
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.MaxRequestBodyBytes = 16, replica.Pod);
        using var caller = await RawHttp.ConnectAsync(gateway.Public, gateway.Deadline);
        await caller.SendAsync($"{Start}{headers}\r\n", gateway.Deadline);
        for (var i = 0; i < 100; i++)
        {
            await caller.SendAsync(new string('x', 10_000), gateway.Deadline);
        }

        Assert.Equal(status, Status(await caller.ReadUntilAsync("\r\n\r\n", gateway.Deadline)));
    }

    [Theory]
    [InlineData("GET /x HT")]
    [InlineData(Start + "X-A: ")]
    [InlineData(Start + "Content-Length: 4\r\n\r\nbo")]
    [InlineData(Start + "Transfer-Encoding: chunked\r\n\r\n")]
    [InlineData(Start + "Transfer-Encoding: chunked\r\n\r\n4\r\nbo")]
    public async Task Who_does_not_finish_a_request_is_answered_408(string start)
    {
        await using var replica = RecordingReplica.StartSilent();
        await using var gateway = await GatewayUnderTest.StartAsync(
            options => options.RequestHeadersTimeout = options.ActivityTimeout = TimeSpan.FromMilliseconds(300), replica.Pod);

        using var caller = await RawHttp.ConnectAsync(gateway.Public, gateway.Deadline);
        await caller.SendAsync(start, gateway.Deadline);

        Assert.Equal(408, Status(await caller.ReadUntilAsync("\r\n\r\n", gateway.Deadline)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PRI * HTTP")]
    [InlineData(Start + "\r\n")]
    public async Task A_connection_without_a_request_is_closed_after_a_while(string before)
    {
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.KeepAliveTimeout = TimeSpan.FromMilliseconds(300), replica.Pod);

        var answer = await RawHttp.ExchangeAsync(gateway.Public, before, gateway.Deadline);

        Assert.Equal(before.EndsWith('\n'), answer.Contains("fine", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_connection_more_than_the_limit_is_closed_at_once_and_probes_still_get_in()
    {
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.MaxConnections = 1, replica.Pod);
        using var first = await RawHttp.ConnectAsync(gateway.Public, gateway.Deadline);
        await first.SendAsync($"{Start}\r\n", gateway.Deadline);
        Assert.EndsWith("fine", await first.ReadUntilAsync("fine", gateway.Deadline), StringComparison.Ordinal);

        using var second = await RawHttp.ConnectAsync(gateway.Public, gateway.Deadline);
        Assert.Equal("", await second.ReadUntilAsync("fine", gateway.Deadline));

        using var probe = gateway.CreateClient(gateway.Telemetry);
        Assert.Equal("Healthy", await probe.GetStringAsync(new Uri("/healthz", UriKind.Relative), gateway.Deadline));
    }

    private static int Status(string answer) => answer.Length == 0 ? 0 : int.Parse(answer.AsSpan("HTTP/1.1 ".Length, 3), provider: null);
}
