using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace Prometheus.Client.MetricsWriter;

/// <summary>The text format 0.0.4, as UTF-8 straight into the stream's buffers: no string is made for a sample.</summary>
internal sealed class MetricsTextWriter(Stream stream) : IMetricsWriter, ISampleWriter, ILabelWriter
{
    /// <summary>A scrape of a few hundred series is one write; a large one does not grow the memory.</summary>
    private const int FlushThreshold = 32 * 1024;

    private static readonly StreamPipeWriterOptions LeaveOpen = new(minimumBufferSize: FlushThreshold, leaveOpen: true);
    private static readonly SearchValues<char> EscapedInHelp = SearchValues.Create("\\\n");
    private static readonly SearchValues<char> EscapedInLabels = SearchValues.Create("\\\n\"");

    private readonly PipeWriter _output = PipeWriter.Create(stream, LeaveOpen);
    private string _metricName = "";
    private bool _isFirstLabel;

    public IMetricsWriter StartMetric(string metricName)
    {
        _metricName = metricName;
        return this;
    }

    public IMetricsWriter WriteHelp(string help)
    {
        _output.Write("# HELP "u8);
        Write(_metricName);
        _output.Write(" "u8);
        WriteEscaped(help, EscapedInHelp);
        _output.Write("\n"u8);
        return this;
    }

    public IMetricsWriter WriteType(MetricType metricType)
    {
        _output.Write("# TYPE "u8);
        Write(_metricName);
        _output.Write(metricType switch
        {
            MetricType.Counter => " counter\n"u8,
            MetricType.Gauge => " gauge\n"u8,
            MetricType.Summary => " summary\n"u8,
            MetricType.Histogram => " histogram\n"u8,
            _ => " untyped\n"u8,
        });
        return this;
    }

    public ISampleWriter StartSample(string suffix = "")
    {
        Write(_metricName);
        Write(suffix);
        return this;
    }

    public ILabelWriter StartLabels()
    {
        _output.Write("{"u8);
        _isFirstLabel = true;
        return this;
    }

    public ILabelWriter WriteLabel(string name, string value)
    {
        if (!_isFirstLabel)
        {
            _output.Write(","u8);
        }

        _isFirstLabel = false;
        Write(name);
        _output.Write("=\""u8);
        WriteEscaped(value, EscapedInLabels);
        _output.Write("\""u8);
        return this;
    }

    public ISampleWriter EndLabels()
    {
        _output.Write("}"u8);
        return this;
    }

    public ISampleWriter WriteValue(double value)
    {
        _output.Write(" "u8);
        if (double.IsInfinity(value))
        {
            _output.Write(value > 0 ? "+Inf"u8 : "-Inf"u8);
        }
        else
        {
            WriteNumber(value);
        }

        return this;
    }

    public ISampleWriter WriteTimestamp(long timestamp)
    {
        _output.Write(" "u8);
        WriteNumber(timestamp);
        return this;
    }

    public IMetricsWriter EndSample()
    {
        _output.Write("\n"u8);
        return this;
    }

    public IMetricsWriter EndMetric() => this;

    public Task FlushAsync(CancellationToken ct = default) =>
        _output.UnflushedBytes < FlushThreshold ? Task.CompletedTask : CloseWriterAsync(ct);

    public async Task CloseWriterAsync(CancellationToken ct = default) => await _output.FlushAsync(ct);

    /// <summary>Gives the buffers back. What was not sent is discarded: after an error half a scrape is worth nothing.</summary>
    public void Dispose() => _output.Complete(new OperationCanceledException());

    private void Write(string text) => Encoding.UTF8.GetBytes(text, _output);

    private void WriteEscaped(string text, SearchValues<char> escaped)
    {
        var rest = text.AsSpan();
        while (rest.IndexOfAny(escaped) is >= 0 and var at)
        {
            Encoding.UTF8.GetBytes(rest[..at], _output);
            _output.Write(rest[at] switch { '\n' => "\\n"u8, '"' => "\\\""u8, _ => "\\\\"u8 });
            rest = rest[(at + 1)..];
        }

        Encoding.UTF8.GetBytes(rest, _output);
    }

    private void WriteNumber<T>(T number)
        where T : IUtf8SpanFormattable
    {
        // The longest double, -1.7976931348623157E+308, has 24 characters.
        number.TryFormat(_output.GetSpan(32), out var written, default, CultureInfo.InvariantCulture);
        _output.Advance(written);
    }
}
