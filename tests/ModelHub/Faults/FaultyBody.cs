using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace InferenceEndpoints.ModelHub.Faults;

/// <summary>A response body on a bad line: slow, or cut off.</summary>
internal sealed class FaultyBody(HttpContext context, Stream body, Fault fault, TimeProvider clock) : Stream
{
    private long _left = fault.CutAfter ?? long.MaxValue;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var part = buffer[..(int)Math.Min(buffer.Length, _left)];
        _left -= part.Length;
        await body.WriteAsync(part, cancellationToken);
        if (fault.BytesPerSecond is { } rate)
        {
            await Task.Delay(TimeSpan.FromSeconds((double)part.Length / rate), clock, cancellationToken);
        }

        if (_left == 0)
        {
            await body.FlushAsync(cancellationToken);
            if (fault.Stall)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, context.RequestAborted);
            }

            if (fault.Reset)
            {
                // To close without waiting for what is unsent is to reset.
                context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket.Close(timeout: 0);
            }

            context.Abort();
            throw new OperationCanceledException("The connection was cut, as told.");
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => body.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
