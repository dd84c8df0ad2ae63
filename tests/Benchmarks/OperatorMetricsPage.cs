using System.Diagnostics;
using System.Globalization;
using Cluster;

namespace Benchmarks;

/// <summary>The operator's metrics, as Prometheus would read them.</summary>
internal sealed class OperatorMetricsPage(OperatorProcess process)
{
    public const string Prefix = "inferenceendpoints_operator_";
    private const string Durations = $"{Prefix}reconcile_duration_seconds_bucket{{controller=\"inferenceendpoints\",le=\"";

    /// <summary>The page has rows for each endpoint, so that asking all the time would be a good part of what is measured.</summary>
    private const int ShareOfAsking = 50;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>The sum of a metric's samples, or the one with exactly this name and these labels.</summary>
    public async Task<double> SumAsync(string name, CancellationToken cancellationToken) =>
        (await ScrapeAsync(name, cancellationToken))
            .Where(sample => sample.Name == name || sample.Name.StartsWith($"{name}{{", StringComparison.Ordinal))
            .Sum(sample => sample.Value);

    /// <summary>Of the endpoints' reconciles: how many took at most so many seconds.</summary>
    public async Task<Dictionary<double, double>> DurationsAsync(CancellationToken cancellationToken) =>
        (await ScrapeAsync(Durations, cancellationToken))
            .Select(sample => (Bound: sample.Name[Durations.Length..^2], sample.Value))
            .ToDictionary(bucket => bucket.Bound == "+Inf" ? double.PositiveInfinity : Number(bucket.Bound), bucket => bucket.Value);

    public async Task<TimeSpan> CpuAsync(CancellationToken cancellationToken) =>
        TimeSpan.FromSeconds(await SumAsync("process_cpu_seconds_total", cancellationToken));

    /// <summary>Waits until a metric is so high.</summary>
    public async Task ReachAsync(string name, double value, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (await SumAsync(name, cancellationToken) < value)
        {
            var pause = Stopwatch.GetElapsedTime(start) / ShareOfAsking;
            await Task.Delay(pause > ShortestPause ? pause : ShortestPause, TimeProvider.System, cancellationToken);
        }
    }

    private async Task<IEnumerable<(string Name, double Value)>> ScrapeAsync(string prefix, CancellationToken cancellationToken) =>
        (await Http.GetStringAsync(new Uri(process.Url, "/metrics"), cancellationToken)).Split('\n')
            .Where(line => line.StartsWith(prefix, StringComparison.Ordinal))
            .Select(line => (line[..line.LastIndexOf(' ')], Number(line[(line.LastIndexOf(' ') + 1)..])));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
