using System.IO.Pipelines;
using System.Net;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>The caller's body, passed on as it comes: every read is flushed, and nothing is kept.</summary>
internal sealed class RequestBody(PipeReader reader, ActivityTimeout activity) : HttpContent
{
    /// <summary>From here on the request cannot be sent to another replica.</summary>
    public bool IsConsumed { get; private set; }

    /// <summary>Why the caller's side failed.</summary>
    public IOException? CallerFailure { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        IsConsumed = true;
        bool isLast;
        do
        {
            var read = await ReadAsync(cancellationToken);
            foreach (var segment in read.Buffer)
            {
                await stream.WriteAsync(segment, cancellationToken);
            }

            await stream.FlushAsync(cancellationToken);
            isLast = read.IsCompleted;
            reader.AdvanceTo(read.Buffer.End);
            activity.Touch();
        }
        while (!isLast);
    }

    /// <summary>Unknown here: with the header Content-Length the transport keeps to it, and without it sends chunks.</summary>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken)
    {
        activity.IsCallersTurn = true;
        try
        {
            var read = await reader.ReadAsync(cancellationToken);
            activity.IsCallersTurn = false;
            return read;
        }
        catch (IOException exception)
        {
            CallerFailure = exception;
            throw;
        }
    }
}
