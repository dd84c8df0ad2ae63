using System.Diagnostics;
using System.Globalization;
using Cluster;

namespace Benchmarks;

/// <summary>The operator's metrics, as Prometheus would read them.</summary>
internal sealed class OperatorMetricsPage(OperatorProcess process)
{
    public const string Prefix = "inferenceendpoints_operator_";
    private const string Durations = $"{Prefix}reconcile_duration_seconds_bucket{{controller=\"inferenceendpoints\",le=\"";

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
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
    /// <remarks>
    /// The page has rows for each endpoint, so that asking all the time would be a good part of what is measured. It asks again after half of the
    /// time for which it will still take, by what it took so far: ever more often towards the end, and some dozen times in all.
    /// </remarks>
    public async Task ReachAsync(string name, double value, CancellationToken cancellationToken)
    {
        var (start, begin) = (Stopwatch.GetTimestamp(), await SumAsync(name, cancellationToken));
        for (var reached = begin; reached < value; reached = await SumAsync(name, cancellationToken))
        {
            await Task.Delay(Pause(Stopwatch.GetElapsedTime(start), (reached - begin) / (value - begin)), TimeProvider.System, cancellationToken);
        }
    }

    private static TimeSpan Pause(TimeSpan elapsed, double done) =>
        done > 0 && elapsed * ((1 - done) / done / 2) is var half && half > ShortestPause ? (half < LongestPause ? half : LongestPause) : ShortestPause;

    private async Task<IEnumerable<(string Name, double Value)>> ScrapeAsync(string prefix, CancellationToken cancellationToken) =>
        (await Http.GetStringAsync(new Uri(process.Url, "/metrics"), cancellationToken)).Split('\n')
            .Where(line => line.StartsWith(prefix, StringComparison.Ordinal))
            .Select(line => (line[..line.LastIndexOf(' ')], Number(line[(line.LastIndexOf(' ') + 1)..])));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
