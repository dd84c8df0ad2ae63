using System.IO.Pipelines;

using InferenceEndpoints.Gateway.Upstream;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>One try to have a replica answer, and what ends it early: the caller goes, or nothing moves.</summary>
internal sealed class Attempt : IActivityObserver, IDisposable
{
    private readonly CancellationTokenRegistration registration;
    private volatile bool isWriting;

    public Attempt(Exchange exchange, UpstreamConnection connection, RequestBody? body)
    {
        Exchange = exchange;
        Connection = connection;
        Body = body;
        connection.Activity.Begin(this);
        registration = exchange.Context.RequestAborted.UnsafeRegister(static state => ((Attempt)state!).Cancel(), this);
    }

    public Exchange Exchange { get; }

    public UpstreamConnection Connection { get; }

    /// <summary>Null: the request has none.</summary>
    public RequestBody? Body { get; }

    /// <summary>Who was silent for too long; null: nobody.</summary>
    private Failure? Silence { get; set; }

    /// <summary>The answer's first byte has come. No replica may be asked again.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>Why it came to nothing.</summary>
    public Failure Failure => FailurePolicy.Classify(
        Silence,
        Exchange.Context.RequestAborted.IsCancellationRequested,
        Body?.CallerFailure,
        isUntouched: Connection is { IsReused: true, IsSilent: true } && Body is not { IsConsumed: true });

    /// <summary>The caller must take what was written.</summary>
    public ValueTask<FlushResult> BeginFlush()
    {
        isWriting = true;
        return Exchange.Context.Response.BodyWriter.FlushAsync();
    }

    /// <returns>False: the caller is gone.</returns>
    public bool EndFlush(FlushResult flushed)
    {
        isWriting = false;
        Connection.Activity.Touch();
        return !flushed.IsCompleted;
    }

    public void OnSilence()
    {
        Silence = isWriting || Body?.IsWaiting is true ? Failure.CallerSilent : Failure.ReplicaSilent;
        Cancel();
        if (isWriting)
        {
            // There is no other way to end this, and nothing left to save: the answer has begun.
            Exchange.Context.Abort();
        }
    }

    public void Dispose()
    {
        registration.Dispose();
        Connection.Activity.End();
    }

    private void Cancel()
    {
        Connection.Dispose();
        Body?.Cancel();
    }
}
