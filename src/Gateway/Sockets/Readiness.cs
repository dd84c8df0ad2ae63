using System.Threading.Tasks.Sources;

namespace InferenceEndpoints.Gateway.Sockets;

/// <summary>
/// Whether trying one direction of a socket is worth it, and who waits until it is. A try that would have blocked was preceded by <see cref="Clear"/>,
/// so that no event which comes meanwhile is lost; what is heard too often costs a try.
/// </summary>
/// <remarks>One waits; any thread may signal.</remarks>
internal sealed class Readiness : IValueTaskSource
{
    private const int Unknown = 0;
    private const int Ready = 1;
    private const int Awaited = 2;

    private int state;
    private ManualResetValueTaskSourceCore<bool> waiting;

    public bool IsReady => Volatile.Read(ref state) == Ready;

    /// <summary>Before a try.</summary>
    public void Clear() => Interlocked.Exchange(ref state, Unknown);

    /// <summary>Ends at once when there has been a signal since <see cref="Clear"/>. It promises nothing: the try may have to be made again.</summary>
    public ValueTask WaitAsync()
    {
        if (IsReady)
        {
            return default;
        }

        waiting.Reset();
        return Interlocked.CompareExchange(ref state, Awaited, Unknown) switch
        {
            Unknown => new ValueTask(this, waiting.Version),
            Ready => default,
            _ => throw new InvalidOperationException("Somebody waits already."),
        };
    }

    /// <param name="isInline">Whoever waits goes on in this call; else in the thread pool.</param>
    public void Signal(bool isInline)
    {
        if (!IsReady && Interlocked.Exchange(ref state, Ready) == Awaited)
        {
            waiting.RunContinuationsAsynchronously = !isInline;
            waiting.SetResult(true);
        }
    }

    void IValueTaskSource.GetResult(short token) => waiting.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => waiting.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        waiting.OnCompleted(continuation, state, token, flags);
}
