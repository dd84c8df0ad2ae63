using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

using Microsoft.AspNetCore.Connections;

namespace InferenceEndpoints.Gateway.Sockets;

/// <summary>Reads a connection when somebody wants to read, and not before.</summary>
internal sealed class SocketReader(LoopSocket socket) : PipeReader
{
    private readonly ReceiveBuffer buffer = new();
    private int examined;
    private bool hasEnded;
    private bool isCompleted;
    private int isCanceled;

    /// <summary>Something was received that nobody consumed.</summary>
    public bool HasUnread => buffer.Length > 0;

    public override bool TryRead(out ReadResult result)
    {
        if (isCompleted)
        {
            throw new InvalidOperationException("Reading has been completed.");
        }

        var canceled = TakeCancellation();
        var isReadable = canceled || hasEnded || examined < buffer.Length || (socket.IsReadable && TryFill());
        result = isReadable ? Result(canceled) : default;
        return isReadable;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        TryRead(out var result) ? new ValueTask<ReadResult>(result) : WaitAsync(cancellationToken);

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        var (taken, seen) = (buffer.CountTo(consumed), buffer.CountTo(examined));
        buffer.Take(taken);
        this.examined = seen - taken;
    }

    public override void CancelPendingRead()
    {
        Volatile.Write(ref isCanceled, 1);
        socket.WakeReader();
    }

    public override void Complete(Exception? exception = null)
    {
        isCompleted = true;
        buffer.Release();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> WaitAsync(CancellationToken cancellationToken)
    {
        using var cancellation = cancellationToken.UnsafeRegister(static waiting => ((LoopSocket)waiting!).WakeReader(), socket);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TakeCancellation())
            {
                return Result(isCanceled: true);
            }

            await socket.WaitReadableAsync();
            if (TryFill())
            {
                return Result(isCanceled: false);
            }
        }
    }

    private bool TakeCancellation() => Volatile.Read(ref isCanceled) != 0 && Interlocked.Exchange(ref isCanceled, 0) != 0;

    private ReadResult Result(bool isCanceled) => new(buffer.UnreadSequence, isCanceled, hasEnded);

    /// <returns>Something came, or the end.</returns>
    private bool TryFill()
    {
        try
        {
            var count = buffer.Fill(socket);
            hasEnded = count == 0;
            return count is not null;
        }
        catch (SocketException exception)
        {
            throw new ConnectionResetException(exception.Message, exception);
        }
        catch (ObjectDisposedException exception)
        {
            throw new ConnectionAbortedException("The connection was closed on this side.", exception);
        }
    }
}
