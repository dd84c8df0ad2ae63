using System.Net;
using System.Net.Sockets;
using InferenceEndpoints.Gateway.Balancing;
using InferenceEndpoints.Gateway.Settings;
using InferenceEndpoints.Gateway.Upstream;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class ConnectionPoolTests : IDisposable
{
    private readonly CancellationTokenSource deadline = new(TimeSpan.FromSeconds(30));
    private readonly ManualClock clock = new();
    private readonly TcpListener listener = new(IPAddress.Loopback, port: 0);
    private readonly UpstreamClient client;
    private readonly Backend backend;

    public ConnectionPoolTests()
    {
        listener.Start();
        client = new UpstreamClient(new GatewayOptions(), clock);
        backend = new Backend("uid", listener.LocalEndpoint.ToString()!);
    }

    [Fact]
    public async Task The_connection_that_was_used_last_is_used_next_and_the_first_one_grows_old()
    {
        var (first, firstServer) = await ConnectAsync();
        var (second, secondServer) = await ConnectAsync();
        var pool = new ConnectionPool(clock);
        pool.Return(first);
        clock.Advance(TimeSpan.FromSeconds(3));
        pool.Return(second);

        Assert.Same(second, pool.TryRent());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(pool.TryRent());
        Assert.Equal(0, await firstServer.GetStream().ReadAsync(new byte[1], deadline.Token));

        pool.Return(second);
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(0, await secondServer.GetStream().ReadAsync(new byte[1], deadline.Token)); // closed, though nobody asked
    }

    [Fact]
    public async Task A_connection_that_has_ended_or_on_which_something_came_unasked_is_not_used()
    {
        var (ended, endedServer) = await ConnectAsync();
        var (noisy, noisyServer) = await ConnectAsync();
        client.Return(backend, ended);
        client.Return(backend, noisy);
        endedServer.Dispose();
        await noisyServer.GetStream().WriteAsync("HTTP/1.1 408 Request Timeout\r\n\r\n"u8.ToArray(), deadline.Token);
        while (ended.IsUsable(TimeSpan.Zero) || noisy.IsUsable(TimeSpan.Zero))
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Null(client.TryRent(backend));
    }

    [Fact]
    public async Task Replicas_share_no_connections()
    {
        client.Return(backend, (await ConnectAsync()).Ours);

        Assert.Null(client.TryRent(new Backend("other", backend.Authority)));
        Assert.NotNull(client.TryRent(backend));
    }

    [Fact]
    public async Task Who_cannot_be_reached_is_told_from_who_no_longer_wants_to()
    {
        listener.Stop();
        await Assert.ThrowsAsync<ConnectException>(() => client.ConnectAsync(backend, deadline.Token));
        await deadline.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.ConnectAsync(backend, deadline.Token));
    }

    public void Dispose()
    {
        listener.Dispose();
        deadline.Dispose();
    }

    private async Task<(UpstreamConnection Ours, TcpClient Server)> ConnectAsync()
    {
        var ours = await client.ConnectAsync(backend, deadline.Token);
        return (ours, await listener.AcceptTcpClientAsync(deadline.Token));
    }
}
