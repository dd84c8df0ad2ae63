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
        using var timer = new CancellationTokenSource(timeout, clock);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, context.RequestAborted);
        try
        {
            return new CallerBodyPart(await body.ReadAsync(waiting.Token), Refusal: null);
        }
        catch (IOException exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            return new CallerBodyPart(
                default, exception is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } ? Answer.TooLarge : Answer.BadBody);
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
