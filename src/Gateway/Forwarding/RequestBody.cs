using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;

using InferenceEndpoints.Gateway.Sockets;
using InferenceEndpoints.Gateway.Upstream;

using Microsoft.AspNetCore.Http.Features;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>A body on its way to a replica, as it comes: every read is flushed, and nothing is kept.</summary>
/// <remarks>While <see cref="Start"/>'s task runs, sending is its business alone; whoever receives the answer calls the rest.</remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A source without a timer holds nothing, and a timeout that comes late may still cancel it.")]
internal sealed class RequestBody(PipeReader reader, long? length, UpstreamConnection connection, IHttpRequestTrailersFeature? trailers, TimeProvider clock)
{
    private const int MaxBatch = 64 * 1024;

    /// <summary>What goes out in one piece with the headers.</summary>
    private const int MaxWithHead = 16 * 1024;

    /// <summary>A replica that does not know <c>Expect</c> says nothing; then the body is sent all the same (RFC 9110, 10.1.1).</summary>
    private static readonly TimeSpan MaxWaitForContinue = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stop = new();
    private TaskCompletionSource? mayContinue;
    private Task sending = Task.CompletedTask;

    /// <summary>From here on the request cannot be sent to another replica.</summary>
    public bool IsConsumed { get; private set; }

    /// <summary>The replica has been sent all of it.</summary>
    public bool IsSent { get; private set; }

    /// <summary>Bytes of the body that have been sent.</summary>
    public long Sent { get; private set; }

    /// <summary>It is the caller who must move.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Why the caller's side failed.</summary>
    public IOException? CallerFailure { get; private set; }

    /// <summary>Adds what is there already to the headers that are about to be sent.</summary>
    public void AddAvailable(SendBuffer to)
    {
        try
        {
            if (reader.TryRead(out var read))
            {
                Add(read, to);
            }
        }
        catch (IOException exception)
        {
            CallerFailure = exception;
            throw;
        }
    }

    /// <summary>Begins to send what is left; the answer may come meanwhile.</summary>
    /// <param name="awaitContinue">Not before <see cref="Continue"/>.</param>
    public void Start(bool awaitContinue)
    {
        if (!IsSent)
        {
            mayContinue = awaitContinue ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
            sending = SendAsync();
        }
    }

    /// <summary>The replica wants the body.</summary>
    public void Continue() => mayContinue?.TrySetResult();

    /// <summary>Ends waiting for the caller. Never throws, as timers and a request's end call it.</summary>
    public void Cancel()
    {
        stop.Cancel();
        try
        {
            // Not by a token: Kestrel would take the reading that a token ended for one that still goes on, and cut the caller's connection.
            reader.CancelPendingRead();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The caller has broken it off himself, which has ended the reading.
        }
    }

    /// <summary>Nothing more is sent when this has ended. What waits to be sent is not waited for: the connection is then closed.</summary>
    public async ValueTask StopAsync()
    {
        if (!sending.IsCompleted)
        {
            if (!IsSent)
            {
                connection.Dispose();
                Cancel();
            }

            await sending;
        }
    }

    private void Add(ReadResult read, SendBuffer to)
    {
        if (read.Buffer.Length > MaxWithHead)
        {
            reader.AdvanceTo(read.Buffer.Start);
            return;
        }

        IsConsumed = true;
        foreach (var piece in read.Buffer)
        {
            Add(piece.Span, to);
        }

        reader.AdvanceTo(read.Buffer.End);
        AddEnd(read.IsCompleted, to);
        IsSent = IsLast(read.IsCompleted);
    }

    private async Task SendAsync()
    {
        try
        {
            await ContinueAsync();
            bool isLast;
            do
            {
                var read = await ReadAsync();
                try
                {
                    await SendAsync(read.Buffer, read.IsCompleted);
                }
                finally
                {
                    // Even when the replica did not want it: else Kestrel cannot read on to the caller's next request.
                    reader.AdvanceTo(read.Buffer.End);
                }

                isLast = IsLast(read.IsCompleted);
                IsSent = isLast;
            }
            while (!isLast);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The replica takes no more. What it has to say of that, if anything, is received.
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The answer was there before, or nobody waits for one.
        }
        catch (IOException exception)
        {
            CallerFailure = exception;
            connection.Dispose();
        }
    }

    private async ValueTask ContinueAsync()
    {
        if (mayContinue is not null)
        {
            await Task.WhenAny(mayContinue.Task, Task.Delay(MaxWaitForContinue, clock, stop.Token));
            stop.Token.ThrowIfCancellationRequested();
        }
    }

    private async ValueTask<ReadResult> ReadAsync()
    {
        IsConsumed = IsWaiting = true;
        var reading = reader.ReadAsync();
        var read = reading.IsCompleted ? await reading : await CollectAsync(await reading);
        IsWaiting = false;
        if (read.IsCanceled)
        {
            reader.AdvanceTo(read.Buffer.Start);
            throw new OperationCanceledException(stop.Token);
        }

        return read;
    }

    /// <summary>What has come is the first piece of what comes now: the rest of it is read while this changes to the thread pool.</summary>
    private async ValueTask<ReadResult> CollectAsync(ReadResult first)
    {
        if (first.IsCanceled || first.IsCompleted)
        {
            return first;
        }

        reader.AdvanceTo(first.Buffer.Start);
        await Task.Yield();
        return await reader.ReadAsync();
    }

    private async ValueTask SendAsync(ReadOnlySequence<byte> bytes, bool isCompleted)
    {
        var batch = connection.Sending;
        batch.Reserve((int)Math.Min(bytes.Length, MaxBatch));
        foreach (var piece in bytes)
        {
            Add(piece.Span, batch);
            if (batch.Length >= MaxBatch)
            {
                await connection.FlushAsync();
            }
        }

        AddEnd(isCompleted, batch);
        await connection.FlushAsync();
    }

    private void Add(ReadOnlySpan<byte> piece, SendBuffer to)
    {
        if (piece.IsEmpty)
        {
            return;
        }

        Sent += piece.Length;
        if (length is not null)
        {
            to.Write(piece);
            return;
        }

        to.Write(piece.Length, "x");
        to.Write("\r\n"u8);
        to.Write(piece);
        to.Write("\r\n"u8);
    }

    private void AddEnd(bool isCompleted, SendBuffer to)
    {
        if (isCompleted && length is null)
        {
            to.Write("0\r\n"u8);
            RequestTrailers.Write(to, trailers);
            to.Write("\r\n"u8);
        }
    }

    private bool IsLast(bool isCompleted) => isCompleted || Sent == length;
}
