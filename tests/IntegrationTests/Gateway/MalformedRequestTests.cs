namespace IntegrationTests.Gateway;

/// <summary>What is not HTTP, or could be read in two ways, is refused here: no replica sees a byte of it, nor of what hides behind it.</summary>
public sealed class MalformedRequestTests(MalformedRequestTests.Servers servers) : IClassFixture<MalformedRequestTests.Servers>
{
    private const string Hidden = "GET /hidden HTTP/1.1\r\nHost: " + GatewayUnderTest.Host + "\r\n\r\n";

    public static TheoryData<string> Names => [.. MalformedRequests.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_malformed_request_is_refused_and_reaches_no_replica(string name)
    {
        var (status, request) = MalformedRequests.All[name];

        var answer = await RawHttp.ExchangeAsync(servers.Gateway.Public, request + Hidden, servers.Gateway.Deadline);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Equal(1, answer.Split("HTTP/1.1 ").Length - 1);
        Assert.Equal("", servers.Replica.TakeReceived());
    }

    [Fact]
    public void At_least_sixty_are_tried() => Assert.InRange(MalformedRequests.All.Count, 60, int.MaxValue);

    [Theory]
    [InlineData("GET /x HTTP/1.1\r\nHost: {host}\r\n\r\n")]
    [InlineData("GET http://{host}/x HTTP/1.1\r\nHost: {host}\r\n\r\n")]
    [InlineData("POST /x HTTP/1.1\r\nHost: {host}\r\nContent-Length: 3\r\n\r\nabc")]
    [InlineData("POST /x HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("POST /x HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")]
    [InlineData("POST /x HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: \t Chunked \r\n\r\n003;a=\"b\"\r\nabc\r\n0\r\nTrailer: x\r\n\r\n")]
    [InlineData("GET /x HTTP/1.1\r\nHost:{host}\r\nX-Empty:\r\nX-Latin: \u00e9\r\n\r\n")]
    public async Task A_request_that_is_well_formed_reaches_one(string request)
    {
        await using var replica = RecordingReplica.Start();
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        using var caller = await RawHttp.ConnectAsync(gateway.Public, gateway.Deadline);

        await caller.SendAsync(request.Replace("{host}", GatewayUnderTest.Host, StringComparison.Ordinal), gateway.Deadline);

        Assert.StartsWith("HTTP/1.1 200 ", await caller.ReadUntilAsync("fine", gateway.Deadline), StringComparison.Ordinal);
        Assert.Contains("/x HTTP/1.1\r\n", replica.TakeReceived(), StringComparison.Ordinal);
    }

    public sealed class Servers : IAsyncLifetime
    {
        internal GatewayUnderTest Gateway { get; private set; } = null!;

        internal RecordingReplica Replica { get; } = RecordingReplica.Start();

        public async Task InitializeAsync() => Gateway = await GatewayUnderTest.StartAsync(Replica.Pod);

        public async Task DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await Replica.DisposeAsync();
        }
    }
}
