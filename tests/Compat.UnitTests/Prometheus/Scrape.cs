using System.Text;
using Prometheus.Client;
using Prometheus.Client.Collectors;

namespace Compat.UnitTests.Prometheus;

/// <summary>A registry with its factory, and what a scrape of it would read.</summary>
internal sealed class Scrape
{
    public Scrape() => Metrics = new MetricFactory(Registry);

    public CollectorRegistry Registry { get; } = new();

    public MetricFactory Metrics { get; }

    public async Task<string> TextAsync()
    {
        using var stream = new MemoryStream();
        await ScrapeHandler.ProcessAsync(Registry, stream, CancellationToken.None);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(stream.ToArray());
    }
}
