using System.Net.Sockets;
using System.Text;

namespace IntegrationTests.Gateway;

/// <summary>Alone, as what other tests allocate would count.</summary>
[CollectionDefinition(nameof(TokenCostTests), DisableParallelization = true)]
[Collection(nameof(TokenCostTests))]
public sealed class TokenCostTests
{
    private const int Tokens = 2000;

    /// <summary>What the runtime itself does now and then is allowed for: it is the same for ten tokens and for ten thousand.</summary>
    private const int MaxBytesPerToken = 16;

    [Fact]
    public async Task A_token_on_its_way_through_the_gateway_allocates_nothing()
    {
        var asked = new TaskCompletionSource<ScriptedConnection>();
        var ended = new TaskCompletionSource();
        await using var replica = ScriptedReplica.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            asked.SetResult(connection);
            await ended.Task.WaitAsync(connection.Stopped);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        using var caller = new TcpClient { NoDelay = true };
        await caller.ConnectAsync(gateway.Public.Host, gateway.Public.Port, gateway.Deadline);
        await caller.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /x HTTP/1.1\r\nHost: {GatewayUnderTest.Host}\r\n\r\n"), gateway.Deadline);
        var stream = (await asked.Task).Stream;
        var buffer = new byte[4096];
        while (!Encoding.ASCII.GetString(buffer, 0, await caller.GetStream().ReadAsync(buffer, gateway.Deadline)).EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
        }

        await PassAsync(stream, caller.GetStream(), buffer, gateway.Deadline);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await PassAsync(stream, caller.GetStream(), buffer, gateway.Deadline);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        ended.SetResult();
        Assert.InRange(allocated, 0, MaxBytesPerToken * Tokens);
    }

    /// <summary>Each token is taken before the next one is made.</summary>
    private static async Task PassAsync(NetworkStream from, NetworkStream to, byte[] buffer, CancellationToken cancellationToken)
    {
        var token = "d\r\ndata: token\n\n\r\n"u8.ToArray();
        for (var i = 0; i < Tokens; i++)
        {
            await from.WriteAsync(token, cancellationToken);
            for (var count = 0; count < token.Length;)
            {
                count += await to.ReadAsync(buffer.AsMemory(count, token.Length - count), cancellationToken); // unlike ReadExactlyAsync it costs nothing
            }

            Assert.True(buffer.AsSpan(0, token.Length).SequenceEqual(token));
        }
    }
}
