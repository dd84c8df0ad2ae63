using Prometheus.Client.Collectors;
using Prometheus.Client.MetricsWriter;

namespace Prometheus.Client;

public static class ScrapeHandler
{
    /// <summary>
    /// Writes all metrics in the text format 0.0.4 (<c>text/plain; version=0.0.4; charset=utf-8</c>) and leaves the stream open.
    /// </summary>
    public static async Task ProcessAsync(ICollectorRegistry registry, Stream outputStream, CancellationToken ct = default)
    {
        using var writer = new MetricsTextWriter(outputStream);
        await registry.CollectToAsync(writer, ct);
        await writer.CloseWriterAsync(ct);
    }
}
