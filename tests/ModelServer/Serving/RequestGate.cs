using Prometheus.Client;

namespace InferenceEndpoints.ModelServer.Serving;

/// <summary>
/// What every request for inference passes: readiness, told misbehaviour, a place in the batch, counting. A caller who goes away
/// aborts the work.
/// </summary>
internal sealed partial class RequestGate(
    ServerOptions options, ModelLoader model, Faults faults, ServerMetrics metrics, TimeProvider clock, ILogger<RequestGate> logger)
    : IDisposable
{
    private readonly SemaphoreSlim _batch = new(options.BatchSize);
    private int _admitted;

    public async Task RunAsync(HttpContext context, Func<HttpContext, Task> infer)
    {
        var started = clock.GetTimestamp();
        metrics.Requests.Inc();
        try
        {
            await AdmitAsync(context, infer);
            metrics.Succeeded.Inc();
        }
        catch (RequestFailedException failure)
        {
            metrics.Failed.WithLabels(failure.ErrorType).Inc();
            await WriteErrorAsync(context, failure);
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            metrics.Aborted.Inc();
        }
        finally
        {
            var duration = clock.GetElapsedTime(started);
            metrics.Duration.Observe(duration.TotalSeconds);
            LogRequest(context.Request.Method, context.Request.Path, duration.TotalMilliseconds);
        }
    }

    public Task WriteErrorAsync(HttpContext context, RequestFailedException failure)
    {
        // Every exception of the toolkit is a 400 with the message alone.
        var isToolkit = options.Engine == EngineKind.Toolkit;
        context.Response.StatusCode = isToolkit && failure.StatusCode != StatusCodes.Status503ServiceUnavailable
            ? StatusCodes.Status400BadRequest
            : failure.StatusCode;
        var body = new ErrorBody(failure.Message, isToolkit ? null : failure.ErrorType);
        return context.AnswerAsync(body, ServerJson.Default.ErrorBody);
    }

    public void Dispose() => _batch.Dispose();

    private async Task AdmitAsync(HttpContext context, Func<HttpContext, Task> infer)
    {
        if (!model.IsReady)
        {
            throw RequestFailedException.Unhealthy();
        }

        if (faults.Hang == HangScope.Requests)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, context.RequestAborted);
        }

        if (faults.NextRequestFails())
        {
            throw RequestFailedException.Generation("told to fail");
        }

        try
        {
            if (Interlocked.Increment(ref _admitted) > options.MaxConcurrentRequests)
            {
                throw RequestFailedException.Overloaded();
            }

            await InBatchAsync(context, infer);
        }
        finally
        {
            Interlocked.Decrement(ref _admitted);
        }
    }

    private async Task InBatchAsync(HttpContext context, Func<HttpContext, Task> infer)
    {
        var queued = clock.GetTimestamp();
        metrics.Queued.Inc();
        try
        {
            await _batch.WaitAsync(context.RequestAborted);
        }
        finally
        {
            metrics.Queued.Dec();
        }

        metrics.QueueDuration.Observe(clock.GetElapsedTime(queued).TotalSeconds);
        metrics.Running.Inc();
        try
        {
            await Task.Delay(faults.Delay, clock, context.RequestAborted);
            await infer(context);
        }
        finally
        {
            metrics.Running.Dec();
            _batch.Release();
        }
    }

    /// <summary>The toolkit's line, which people look for in an endpoint's logs.</summary>
    [LoggerMessage(1, LogLevel.Information, "{Method} {Path} | Duration: {Milliseconds:F2} ms")]
    private partial void LogRequest(string method, PathString path, double milliseconds);
}
