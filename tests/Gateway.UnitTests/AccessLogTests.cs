using System.Text;
using System.Text.Json;
using InferenceEndpoints.Gateway.Telemetry;
using Microsoft.AspNetCore.Http;
using Prometheus.Client;
using Prometheus.Client.Collectors;

namespace Gateway.UnitTests;

public sealed class AccessLogTests
{
    [Fact]
    public async Task A_reader_that_is_too_slow_costs_lines_and_no_time_and_those_that_wait_are_written_at_the_end()
    {
        const int Count = 10_000;
        var output = new SlowWriter();
        var registry = new CollectorRegistry();
        using var log = new AccessLog(new AccessLogOutput(output), new MetricFactory(registry));
        await log.StartAsync(CancellationToken.None);

        for (var i = 0; i < Count; i++)
        {
            var context = new DefaultHttpContext { TraceIdentifier = $"{i}" };
            TraceContext.Assign(context.Request.Headers);
            log.Write(context, exchange: null, DateTimeOffset.UnixEpoch, TimeSpan.FromMilliseconds(1.5));
        }

        output.Go.SetResult();
        await log.StopAsync(CancellationToken.None);

        var lines = output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using var metrics = new MemoryStream();
        await ScrapeHandler.ProcessAsync(registry, metrics, CancellationToken.None);
        var dropped = Encoding.UTF8.GetString(metrics.ToArray()).Split("dropped_lines_total ")[^1].Trim();
        Assert.Equal($"{Count - lines.Length}", dropped);
        Assert.InRange(lines.Length, 1000, Count - 1000);
        Assert.All(lines, line => Assert.Equal(1.5, JsonSerializer.Deserialize<JsonElement>(line).GetProperty("duration_ms").GetDouble()));
    }

    /// <summary>Takes nothing until it is told to.</summary>
    private sealed class SlowWriter : TextWriter
    {
        private readonly StringBuilder text = new();

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Text => text.ToString();

        public override Encoding Encoding => Encoding.UTF8;

        public override async Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default)
        {
            await Go.Task;
            text.Append(buffer);
        }
    }
}
