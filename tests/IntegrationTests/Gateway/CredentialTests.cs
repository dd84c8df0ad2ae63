using System.Security.Cryptography;
using System.Text;
using InferenceEndpoints.Entities;

namespace IntegrationTests.Gateway;

/// <summary>What counts as a token, byte for byte, and where tokens must never turn up.</summary>
public sealed class CredentialTests
{
    private const string Key = GatewayUnderTest.Key;

    public static TheoryData<string, string> NoCredentials() => new()
    {
        { "/", "" },
        { "/", "Authorization:" },
        { "/", "Authorization: Bearer" },
        { "/", $"Authorization: {Key}" },
        { "/", $"Authorization: Basic {Key}" },
        { "/", $"Authorization: Bearer {Key}\r\nAuthorization: Bearer {Key}" },
        { "/", $"Authorization: Bearer {Key}, Bearer {Key}" },
        { "/", $"Authorization: Bearer {Key[..^1]}" },
        { "/", $"Authorization: Bearer {Key}0" },
        { "/", $"Authorization: Bearer {Key.ToUpperInvariant()}" },
        { "/", $"Authorization: Bearer {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))}" },
        { "/", $"Authorization: Bearer {Key}{new string(' ', 8)}{new string('x', 5000)}" },
        { "/", $"Authorization: Bearer {new string('x', 30_000)}" },
        { $"/?token={Key}&access_token={Key}", "" },
        { "/", $"Cookie: token={Key}" },
        { "/", $"X-Api-Key: {Key}" },
        { "/", $"X-Forwarded-Authorization: Bearer {Key}" },
        { "/", $"Proxy-Authorization: Bearer {Key}" },
    };

    [Theory]
    [MemberData(nameof(NoCredentials))]
    public async Task A_caller_without_a_token_in_the_one_place_for_it_is_unauthorized_and_no_replica_hears_of_him(string target, string header)
    {
        await using var replica = RecordingReplica.Start();
        await using var gateway = await StartAsync(replica);

        var answer = await RawHttp.ExchangeAsync(gateway.Public, Request(target, header), gateway.Deadline);

        Assert.StartsWith("HTTP/1.1 401 Unauthorized\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("WWW-Authenticate: Bearer\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("""{"error":"UNAUTHORIZED"}""", answer, StringComparison.Ordinal);
        Assert.Empty(replica.TakeReceived());
    }

    [Theory]
    [InlineData($"Authorization: Bearer {Key}")]
    [InlineData($"authorization: bearer   {Key}  ")]
    [InlineData($"Authorization: Bearer {Key}\r\nConnection: Upgrade\r\nUpgrade: websocket")]
    [InlineData($"Authorization: Bearer {Key}\r\nProxy-Authorization: Bearer {Key}\r\nForwarded: for={Key}\r\nX-Forwarded-For: {Key}")]
    public async Task A_token_that_lets_a_caller_in_reaches_neither_the_replica_nor_the_log(string header)
    {
        await using var replica = RecordingReplica.Start();
        await using var gateway = await StartAsync(replica);

        using var caller = await RawHttp.ConnectAsync(gateway.Public, gateway.Deadline);
        await caller.SendAsync(Request("/", header), gateway.Deadline);
        Assert.StartsWith("HTTP/1.1 200", await caller.ReadUntilAsync("fine", gateway.Deadline), StringComparison.Ordinal);

        var received = replica.TakeReceived();
        Assert.StartsWith("GET / HTTP/1.1\r\n", received, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, received, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, gateway.Log, StringComparison.Ordinal);
    }

    private static async Task<GatewayUnderTest> StartAsync(RecordingReplica replica)
    {
        var gateway = await GatewayUnderTest.StartAsync();
        gateway.AddKey(Key);
        gateway.Set(GatewayUnderTest.Endpoint(EndpointTypes.Protected), replica.Pod);
        return gateway;
    }

    private static string Request(string target, string header) =>
        $"GET {target} HTTP/1.1\r\nHost: {GatewayUnderTest.Host}\r\n{header}{(header.Length > 0 ? "\r\n" : "")}"
        + $"{(header.Contains("Connection:", StringComparison.Ordinal) ? "" : "Connection: close\r\n")}\r\n";
}
