using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace InferenceEndpoints.Gateway.Sockets;

/// <summary>Collects what is written until it is flushed, which sends it at once; a flush ends when the kernel has taken all.</summary>
internal sealed class SocketWriter(LoopSocket socket) : PipeWriter
{
    private const int MaxReserved = 64 * 1024;

    private readonly SendBuffer buffer = new();
    private int sent;
    private int lastLength;
    private int isCanceled;
    private bool isBroken;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => buffer.Length - sent;

    public override Memory<byte> GetMemory(int sizeHint = 0) => buffer.GetMemory(Needed(sizeHint));

    public override Span<byte> GetSpan(int sizeHint = 0) => buffer.GetSpan(Needed(sizeHint));

    public override void Advance(int bytes) => buffer.Advance(bytes);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        TrySend();
        return UnflushedBytes == 0 ? new ValueTask<FlushResult>(End()) : WaitAsync(cancellationToken);
    }

    public override void CancelPendingFlush()
    {
        Volatile.Write(ref isCanceled, 1);
        socket.WakeWriter();
    }

    public override void Complete(Exception? exception = null)
    {
        if (exception is null)
        {
            TrySend();
        }

        buffer.Release();
        sent = 0;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FlushResult> WaitAsync(CancellationToken cancellationToken)
    {
        using var cancellation = cancellationToken.UnsafeRegister(static waiting => ((LoopSocket)waiting!).WakeWriter(), socket);
        while (UnflushedBytes > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TakeCancellation())
            {
                return new FlushResult(isCanceled: true, isBroken);
            }

            try
            {
                sent += await socket.SendMoreAsync(buffer.Written[sent..]);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                Break();
            }
        }

        return End();
    }

    /// <summary>As much as is taken now.</summary>
    private void TrySend()
    {
        try
        {
            if (!isBroken && UnflushedBytes > 0)
            {
                sent += socket.TrySend(buffer.Written.Span[sent..]);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            isBroken = true;
        }

        if (isBroken)
        {
            Break();
        }
    }

    /// <summary>Nobody takes what is there. Whoever flushes is told so; why, whoever reads is told.</summary>
    private void Break()
    {
        isBroken = true;
        sent = buffer.Length;
    }

    private FlushResult End()
    {
        lastLength = buffer.Length;
        buffer.Release();
        sent = 0;
        return new FlushResult(TakeCancellation(), isBroken);
    }

    private bool TakeCancellation() => Volatile.Read(ref isCanceled) != 0 && Interlocked.Exchange(ref isCanceled, 0) != 0;

    /// <summary>What is written next is mostly as long as what was written before.</summary>
    private int Needed(int sizeHint) => Math.Max(Math.Max(sizeHint, 1), buffer.Length == 0 ? Math.Min(lastLength, MaxReserved) : 0);
}
