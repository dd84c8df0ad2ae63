using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

using Prometheus.Client;

namespace InferenceEndpoints.Gateway.Telemetry;

/// <summary>
/// Lines go to the output from a task of their own: a request never waits for a slow reader of the log. When too many wait, the newest are dropped
/// and counted.
/// </summary>
internal sealed class AccessLog : BackgroundService
{
    private const int MaxWaiting = 1024 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? json;

    private readonly TextWriter output;
    private readonly ICounter dropped;
    private readonly Pipe waiting = new(new PipeOptions(pauseWriterThreshold: MaxWaiting, useSynchronizationContext: false));
    private readonly Lock writing = new();
    private Task flushed = Task.CompletedTask;
    private bool isClosed;

    public AccessLog(AccessLogOutput output, IMetricFactory metrics)
    {
        this.output = output.Writer;
        dropped = metrics.CreateCounter(
            "inferenceendpoints_gateway_access_log_dropped_lines_total", "Lines of the access log that were not written, because its reader is too slow.");
    }

    public void Write(HttpContext context, Exchange? exchange, DateTimeOffset time, TimeSpan duration)
    {
        var line = Format(context, exchange, time, duration);
        lock (writing)
        {
            if (isClosed || !flushed.IsCompleted)
            {
                dropped.Inc();
                return;
            }

            waiting.Writer.Write(line);
            var flush = waiting.Writer.FlushAsync();
            flushed = flush.IsCompletedSuccessfully ? Task.CompletedTask : flush.AsTask();
        }
    }

    /// <summary>The last lines go out, too: requests have ended before this is called, but for those whose time was up.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        lock (writing)
        {
            isClosed = true;
        }

        await waiting.Writer.CompleteAsync();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Ends with the lines, not with the token: whoever stops the host wants to see the last of them.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ReadResult read;
        do
        {
            read = await waiting.Reader.ReadAsync(CancellationToken.None);
            if (!read.Buffer.IsEmpty)
            {
                // Always whole lines, as each line is flushed as one.
                await output.WriteAsync(Encoding.UTF8.GetString(read.Buffer).AsMemory(), CancellationToken.None);
                await output.FlushAsync(CancellationToken.None);
            }

            waiting.Reader.AdvanceTo(read.Buffer.End);
        }
        while (!read.IsCompleted);
    }

    /// <summary>Valid until this thread's next call.</summary>
    private static ReadOnlySpan<byte> Format(HttpContext context, Exchange? exchange, DateTimeOffset time, TimeSpan duration)
    {
        buffer ??= new ArrayBufferWriter<byte>(512);
        json ??= new Utf8JsonWriter(buffer);
        buffer.ResetWrittenCount();
        json.Reset();
        AccessLine.Write(json, context, exchange, time, duration);
        buffer.Write("\n"u8);
        return buffer.WrittenSpan;
    }
}
