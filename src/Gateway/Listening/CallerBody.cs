using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;

using InferenceEndpoints.Gateway.Answers;

namespace InferenceEndpoints.Gateway.Listening;

/// <summary>Reads a request's body before a replica is asked.</summary>
internal static class CallerBody
{
    /// <summary>Waits for more of it. A reading that comes with no refusal has to be advanced.</summary>
    /// <param name="context">The request.</param>
    /// <param name="timeout">How long nothing may come.</param>
    /// <param name="clock">Measures it.</param>
    public static ValueTask<CallerBodyPart> ReadAsync(HttpContext context, TimeSpan timeout, TimeProvider clock) =>
        ReadAsync(context.Request.BodyReader, context, timeout, clock);

    /// <summary>The same where the body may have been replaced.</summary>
    public static async ValueTask<CallerBodyPart> ReadAsync(PipeReader body, HttpContext context, TimeSpan timeout, TimeProvider clock)
    {
        try
        {
            return body.TryRead(out var read)
                ? new CallerBodyPart(read, Refusal: null)
                : await WaitAsync(body, context, timeout, clock);
        }
        catch (IOException exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            return new CallerBodyPart(
                default, exception is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } ? Answer.TooLarge : Answer.BadBody);
        }
    }

    /// <summary>Waits for more of it, takes that from the request and adds it to what is kept.</summary>
    public static async ValueTask<KeptBodyPart> KeepAsync(
        PipeReader body, HttpContext context, IBufferWriter<byte> kept, TimeSpan timeout, TimeProvider clock)
    {
        var (read, refusal) = await ReadAsync(body, context, timeout, clock);
        if (refusal is null)
        {
            foreach (var piece in read.Buffer)
            {
                kept.Write(piece.Span);
            }

            body.AdvanceTo(read.Buffer.End);
        }

        return new KeptBodyPart(read.IsCompleted, refusal);
    }

    private static async ValueTask<CallerBodyPart> WaitAsync(PipeReader body, HttpContext context, TimeSpan timeout, TimeProvider clock)
    {
        using var timer = new CancellationTokenSource(timeout, clock);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, context.RequestAborted);
        try
        {
            return new CallerBodyPart(await body.ReadAsync(waiting.Token), Refusal: null);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            return new CallerBodyPart(default, Answer.CallerTimeout);
        }
    }
}

/// <param name="Read">What has come.</param>
/// <param name="Refusal">Why nothing more will; null: all is well.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CallerBodyPart(ReadResult Read, Answer? Refusal);

/// <param name="IsWhole">There is no more.</param>
/// <param name="Refusal">Why nothing more will come; null: all is well.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct KeptBodyPart(bool IsWhole, Answer? Refusal);
