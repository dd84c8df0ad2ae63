using System.Net;
using System.Net.Sockets;
using InferenceEndpoints.Gateway.Sockets;

namespace InferenceEndpoints.Gateway.UnitTests.Sockets;

public sealed class LoopSocketTests : IDisposable
{
    private readonly CancellationTokenSource deadline = new(TimeSpan.FromSeconds(60));

    [Fact]
    public async Task What_is_sent_arrives_whole_and_in_order_however_it_is_cut()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async seed =>
        {
            using var pair = await SocketPair.ConnectAsync(deadline.Token);
            var bytes = new byte[4 * 1024 * 1024];
            new Random(seed).NextBytes(bytes);
            var sending = SendAsync(pair.Peer, bytes, seed);
            Assert.Equal(bytes, await ReceiveAsync(pair.Ours, bytes.Length, seed));
            await sending;

            var receiving = pair.ReceiveAsync(bytes.Length, deadline.Token);
            await pair.Ours.SendAsync(bytes);
            Assert.Equal(bytes, await receiving);
        }));
    }

    [Fact]
    public async Task A_send_that_the_peer_does_not_take_ends_when_it_does()
    {
        using var pair = await SocketPair.ConnectAsync(deadline.Token);
        var bytes = new byte[32 * 1024 * 1024];
        var sending = pair.Ours.SendAsync(bytes).AsTask();

        Assert.False(sending.IsCompleted); // more than any kernel keeps
        await pair.ReceiveAsync(bytes.Length, deadline.Token);
        await sending.WaitAsync(deadline.Token);
    }

    [Fact]
    public async Task A_token_at_a_time_goes_there_and_back_on_many_sockets_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            using var pair = await SocketPair.ConnectAsync(deadline.Token);
            for (byte token = 0; token < 100; token++)
            {
                await pair.Peer.SendAsync(new[] { token }, deadline.Token);
                Assert.Equal([token], await ReceiveAsync(pair.Ours, count: 1, seed: 0));
                await pair.Ours.SendAsync(new[] { token });
                Assert.Equal([token], await pair.ReceiveAsync(count: 1, deadline.Token));
            }
        }));
    }

    [Fact]
    public async Task The_end_is_heard_after_what_came_before_it()
    {
        var hungUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var pair = await SocketPair.ConnectAsync(EventLoop.Next(), hungUp.SetResult, deadline.Token);
        await pair.Peer.SendAsync(new byte[10], deadline.Token);
        pair.Peer.Shutdown(SocketShutdown.Send);
        await hungUp.Task.WaitAsync(deadline.Token);

        Assert.True(pair.Ours.HasHungUp);
        Assert.Equal(7, pair.Ours.TryReceive(new byte[7]));
        Assert.Equal(3, pair.Ours.TryReceive(new byte[7]));
        await pair.Ours.WaitReadableAsync();
        Assert.Equal(0, pair.Ours.TryReceive(new byte[7]));
    }

    [Fact]
    public async Task A_broken_connection_is_told_to_whoever_reads_and_to_whoever_writes()
    {
        using var read = await SocketPair.ConnectAsync(deadline.Token);
        var reading = ReceiveAsync(read.Ours, count: 1, seed: 0);
        read.Peer.Close(timeout: 0);
        Assert.Equal(SocketError.ConnectionReset, (await Assert.ThrowsAsync<SocketException>(() => reading)).SocketErrorCode);

        using var written = await SocketPair.ConnectAsync(deadline.Token);
        var writing = written.Ours.SendAsync(new byte[32 * 1024 * 1024]).AsTask();
        written.Peer.Close(timeout: 0);
        await Assert.ThrowsAsync<SocketException>(() => writing.WaitAsync(deadline.Token));
    }

    [Fact]
    public async Task Closing_ends_what_waits_and_does_so_elsewhere()
    {
        using var pair = await SocketPair.ConnectAsync(deadline.Token);
        var thread = 0;
        var reading = Task.Run(async () =>
        {
            try
            {
                return await ReceiveAsync(pair.Ours, count: 1, seed: 0);
            }
            finally
            {
                thread = Environment.CurrentManagedThreadId;
            }
        });
        var writing = pair.Ours.SendAsync(new byte[32 * 1024 * 1024]).AsTask();
        var closing = new Thread(pair.Ours.Dispose);
        closing.Start();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => reading);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writing);
        Assert.NotEqual(closing.ManagedThreadId, thread);
    }

    [Fact]
    public async Task One_that_moves_to_another_loop_loses_nothing()
    {
        var loop = EventLoop.Next();
        using var pair = await SocketPair.ConnectAsync(loop, onHungUp: null, deadline.Token);
        for (var i = 0; i < 200; i++)
        {
            var sending = pair.Peer.SendAsync(new byte[1], deadline.Token);
            pair.Ours.MoveTo(i % 2 == 0 ? EventLoop.Next() : loop);
            await ReceiveAsync(pair.Ours, count: 1, seed: 0);
            await sending;
        }
    }

    [Fact]
    public async Task Sockets_that_come_and_go_do_not_hear_of_one_another()
    {
        var loop = EventLoop.Next();
        using var steady = await SocketPair.ConnectAsync(loop, () => Assert.Fail("it has not ended"), deadline.Token);
        for (var i = 0; i < 200; i++)
        {
            var hungUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var other = await SocketPair.ConnectAsync(loop, hungUp.SetResult, deadline.Token);
            other.Peer.Dispose();
            if (i % 2 == 0)
            {
                await hungUp.Task.WaitAsync(deadline.Token);
            }
        }

        await steady.Peer.SendAsync(new byte[1], deadline.Token);
        await ReceiveAsync(steady.Ours, count: 1, seed: 0);
        Assert.False(steady.Ours.HasHungUp);
    }

    [Fact]
    public async Task What_waits_goes_on_in_its_own_loops_thread()
    {
        var loop = EventLoop.Next();
        using var pair = await SocketPair.ConnectAsync(loop, onHungUp: null, deadline.Token);
        var waiting = await Task.Run(() => Task.FromResult(WaitAsync())); // without xunit's context, which would have it go on elsewhere
        Assert.False(waiting.IsCompleted);
        await pair.Peer.SendAsync(new byte[1], deadline.Token);
        Assert.Same(loop, await waiting.WaitAsync(deadline.Token));

        async Task<EventLoop?> WaitAsync()
        {
            await pair.Ours.WaitReadableAsync();
            return EventLoop.Current;
        }
    }

    [Fact]
    public async Task Who_refuses_is_told_from_who_does_not_answer()
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, port: 0));
        var refusal = await Assert.ThrowsAsync<SocketException>(() => LoopSocket.ConnectAsync((IPEndPoint)unused.LocalEndPoint!, EventLoop.Next(), deadline.Token));
        Assert.Equal(SocketError.ConnectionRefused, refusal.SocketErrorCode);

        unused.Listen(backlog: 0);
        using var patience = new CancellationTokenSource();
        var connecting = Enumerable.Range(0, 8).Select(_ => LoopSocket.ConnectAsync((IPEndPoint)unused.LocalEndPoint!, EventLoop.Next(), patience.Token)).ToArray();
        await connecting[0].WaitAsync(deadline.Token);
        await patience.CancelAsync(); // the queue has room for one or two
        var last = await Task.WhenAny(Task.WhenAll(connecting), Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, deadline.Token));
        Assert.True(last.IsCanceled);
        foreach (var connection in connecting.Where(task => task.IsCompletedSuccessfully))
        {
            (await connection).Dispose();
        }
    }

    public void Dispose() => deadline.Dispose();

    private async Task SendAsync(Socket peer, byte[] bytes, int seed)
    {
        var random = new Random(seed);
        for (var sent = 0; sent < bytes.Length;)
        {
            sent += await peer.SendAsync(bytes.AsMemory(sent, Math.Min(bytes.Length - sent, random.Next(1, 200_000))), deadline.Token);
        }
    }

    private async Task<byte[]> ReceiveAsync(LoopSocket socket, int count, int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[count];
        for (var received = 0; received < count;)
        {
            await socket.WaitReadableAsync().AsTask().WaitAsync(deadline.Token);
            var more = socket.TryReceive(bytes.AsSpan(received, Math.Min(count - received, random.Next(1, 100_000))));
            Assert.NotEqual(0, more);
            received += more ?? 0;
        }

        return bytes;
    }
}
