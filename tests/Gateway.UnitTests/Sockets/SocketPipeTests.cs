using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using InferenceEndpoints.Gateway.Sockets;
using Microsoft.AspNetCore.Connections;

namespace InferenceEndpoints.Gateway.UnitTests.Sockets;

/// <summary>What Kestrel relies on in a pipe.</summary>
public sealed class SocketPipeTests : IDisposable
{
    private readonly CancellationTokenSource deadline = new(TimeSpan.FromSeconds(60));

    [Fact]
    public async Task What_was_examined_but_not_consumed_comes_again_with_more()
    {
        using var pair = await SocketPair.ConnectAsync(deadline.Token);
        var reader = new SocketReader(pair.Ours);
        await pair.Peer.SendAsync("one,tw"u8.ToArray(), deadline.Token);
        var first = await reader.ReadAsync(deadline.Token);
        reader.AdvanceTo(first.Buffer.GetPosition(4), first.Buffer.End);

        Assert.False(reader.TryRead(out _));
        await pair.Peer.SendAsync("o"u8.ToArray(), deadline.Token);
        var second = await reader.ReadAsync(deadline.Token);
        Assert.Equal("two", Text(second));

        reader.AdvanceTo(second.Buffer.Start);
        Assert.True(reader.TryRead(out var third)); // it was not examined
        Assert.Equal("two", Text(third));
    }

    [Fact]
    public async Task What_nobody_consumes_stays_however_much_it_is()
    {
        using var pair = await SocketPair.ConnectAsync(deadline.Token);
        var reader = new SocketReader(pair.Ours);
        var bytes = new byte[1024 * 1024];
        new Random(1).NextBytes(bytes);
        var sending = pair.Peer.SendAsync(bytes, deadline.Token);

        var read = await reader.ReadAsync(deadline.Token);
        while (read.Buffer.Length < bytes.Length)
        {
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await reader.ReadAsync(deadline.Token);
        }

        Assert.Equal(bytes, read.Buffer.ToArray());
        await sending;
    }

    [Fact]
    public async Task A_cancelled_read_comes_back_empty_handed_and_the_next_one_reads()
    {
        using var pair = await SocketPair.ConnectAsync(deadline.Token);
        var reader = new SocketReader(pair.Ours);
        var pending = reader.ReadAsync(deadline.Token).AsTask();
        reader.CancelPendingRead();
        Assert.True((await pending).IsCanceled);

        reader.CancelPendingRead();
        Assert.True((await reader.ReadAsync(deadline.Token)).IsCanceled);

        await pair.Peer.SendAsync("x"u8.ToArray(), deadline.Token);
        Assert.Equal("x", Text(await reader.ReadAsync(deadline.Token)));
    }

    [Fact]
    public async Task A_read_is_ended_by_its_token_and_nothing_is_lost()
    {
        using var pair = await SocketPair.ConnectAsync(deadline.Token);
        var reader = new SocketReader(pair.Ours);
        using var patience = new CancellationTokenSource();
        var pending = reader.ReadAsync(patience.Token).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);

        await pair.Peer.SendAsync("x"u8.ToArray(), deadline.Token);
        Assert.Equal("x", Text(await reader.ReadAsync(deadline.Token)));
    }

    [Fact]
    public async Task The_end_completes_and_a_reset_throws()
    {
        using var ended = await SocketPair.ConnectAsync(deadline.Token);
        ended.Peer.Dispose();
        var reader = new SocketReader(ended.Ours);
        Assert.True((await reader.ReadAsync(deadline.Token)) is { IsCompleted: true, Buffer.IsEmpty: true });
        Assert.True(reader.TryRead(out var again) && again.IsCompleted);

        using var reset = await SocketPair.ConnectAsync(deadline.Token);
        reset.Peer.Close(timeout: 0);
        await Assert.ThrowsAsync<ConnectionResetException>(() => new SocketReader(reset.Ours).ReadAsync(deadline.Token).AsTask());
    }

    [Fact]
    public async Task Nothing_is_sent_before_a_flush_and_then_all_of_it()
    {
        using var pair = await SocketPair.ConnectAsync(deadline.Token);
        var writer = new SocketWriter(pair.Ours);
        var bytes = new byte[300_000];
        new Random(2).NextBytes(bytes);
        foreach (var piece in bytes.Chunk(7_001))
        {
            writer.Write(piece);
        }

        Assert.Equal(bytes.Length, writer.UnflushedBytes);
        Assert.Equal(0, pair.Peer.Available);
        var receiving = pair.ReceiveAsync(bytes.Length, deadline.Token);
        Assert.False((await writer.FlushAsync(deadline.Token)).IsCompleted);
        Assert.Equal(bytes, await receiving);
        Assert.Equal(0, writer.UnflushedBytes);
    }

    [Fact]
    public async Task A_flush_waits_for_a_slow_peer_and_can_be_cancelled()
    {
        using var pair = await SocketPair.ConnectAsync(deadline.Token);
        var writer = new SocketWriter(pair.Ours);
        var bytes = new byte[32 * 1024 * 1024]; // more than any kernel keeps
        new Random(3).NextBytes(bytes);
        writer.Write(bytes);
        var flushing = writer.FlushAsync(deadline.Token).AsTask();
        Assert.False(flushing.IsCompleted);
        writer.CancelPendingFlush();
        Assert.True((await flushing).IsCanceled);

        var receiving = pair.ReceiveAsync(bytes.Length, deadline.Token);
        Assert.False((await writer.FlushAsync(deadline.Token)).IsCanceled); // goes on where it was
        Assert.Equal(bytes, await receiving);
    }

    [Fact]
    public async Task Whoever_writes_to_a_peer_that_has_gone_is_told_that_nobody_reads()
    {
        using var pair = await SocketPair.ConnectAsync(deadline.Token);
        var writer = new SocketWriter(pair.Ours);
        pair.Peer.Close(timeout: 0);
        FlushResult flushed;
        do
        {
            writer.Write("x"u8);
            flushed = await writer.FlushAsync(deadline.Token);
        }
        while (!flushed.IsCompleted);

        Assert.Equal(0, writer.UnflushedBytes);
    }

    public void Dispose() => deadline.Dispose();

    private static string Text(ReadResult read) => Encoding.ASCII.GetString(read.Buffer);
}
