using System.Diagnostics;
using System.Globalization;
using Cluster;

namespace Benchmarks;

/// <summary>What one size of an installation costs.</summary>
internal sealed record Measurement(
    int Endpoints, TimeSpan Bare, TimeSpan Operator, double MemoryMiB, double CpuPercent, double WritelessP99Milliseconds, TimeSpan Restart, double RestartWrites)
{
    public double Ratio => Operator / Bare;
}

/// <summary>Measures the operator's process against a bare client, in one run on one API server without a node.</summary>
internal sealed class OperatorBenchmark(BareClient client, Func<OperatorProcess> start, Func<string, Task> freeAddressesAsync)
{
    private const string Prefix = "inferenceendpoints_operator_";
    private const string StatusWrites = $$"""{{Prefix}}writes_total{resource="inferenceendpoints",verb="status"}""";
    private const string Reconciles = $$"""{{Prefix}}reconciles_total{controller="inferenceendpoints",result="success"}""";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(20);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <param name="bareNamespace">Where the bare client writes; the operator looks away from it.</param>
    /// <param name="operatorNamespace">Where the operator does.</param>
    /// <param name="count">Endpoints.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Measurement> RunAsync(string bareNamespace, string operatorNamespace, int count, CancellationToken cancellationToken)
    {
        var bare = await client.CreateAllAsync(bareNamespace, count, cancellationToken);
        await freeAddressesAsync(bareNamespace);

        await using var first = start();
        await LeadsAsync(first, cancellationToken);
        var begin = Stopwatch.GetTimestamp();
        await client.CreateEndpointsAsync(operatorNamespace, count, cancellationToken);
        await ReachAsync(first, StatusWrites, count, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(begin);

        var p99 = await WritelessP99Async(first, operatorNamespace, count, cancellationToken);
        var memory = await MetricAsync(first, "process_resident_memory_bytes", cancellationToken) / 1024 / 1024;
        var cpu = await MetricAsync(first, "process_cpu_seconds_total", cancellationToken);
        await Task.Delay(Rest, TimeProvider.System, cancellationToken);
        var atRest = (await MetricAsync(first, "process_cpu_seconds_total", cancellationToken) - cpu) / Rest.TotalSeconds * 100;
        await first.StopAsync(cancellationToken);

        begin = Stopwatch.GetTimestamp();
        await using var second = start();
        await LeadsAsync(second, cancellationToken);
        await ReachAsync(second, Reconciles, count, cancellationToken);
        var restart = Stopwatch.GetElapsedTime(begin);
        var writes = await MetricAsync(second, $"{Prefix}writes_total", cancellationToken);
        await second.StopAsync(cancellationToken);
        await freeAddressesAsync(operatorNamespace);
        return new Measurement(count, bare, elapsed, memory, atRest, p99, restart, writes);
    }

    /// <summary>The upper bound of the histogram's bucket that holds the 99th percentile.</summary>
    private async Task<double> WritelessP99Async(OperatorProcess process, string @namespace, int count, CancellationToken cancellationToken)
    {
        var reconciles = await MetricAsync(process, Reconciles, cancellationToken);
        var before = await BucketsAsync(process, cancellationToken);
        var writes = await MetricAsync(process, $"{Prefix}writes_total", cancellationToken);
        await client.TouchAsync(@namespace, count, "1", cancellationToken);
        await ReachAsync(process, Reconciles, reconciles + count, cancellationToken);
        if (await MetricAsync(process, $"{Prefix}writes_total", cancellationToken) > writes)
        {
            throw new InvalidOperationException("The operator wrote although nothing had changed.");
        }

        var after = await BucketsAsync(process, cancellationToken);
        var total = after.Max(bucket => bucket.Value - before.GetValueOrDefault(bucket.Key));
        return after.Where(bucket => bucket.Value - before.GetValueOrDefault(bucket.Key) >= 0.99 * total).Min(bucket => bucket.Key) * 1000;
    }

    private static Task LeadsAsync(OperatorProcess process, CancellationToken cancellationToken) =>
        Eventually.TrueAsync("the operator leads", _ => Task.FromResult(process.IsLeader), cancellationToken);

    private static Task<double> ReachAsync(OperatorProcess process, string metric, double value, CancellationToken cancellationToken) =>
        Eventually.GetAsync($"{metric} >= {value}", token => MetricAsync(process, metric, token), seen => seen >= value, cancellationToken, Patience);

    private static async Task<double> MetricAsync(OperatorProcess process, string name, CancellationToken cancellationToken) =>
        (await ScrapeAsync(process, cancellationToken))
            .Where(sample => sample.Name == name || sample.Name.StartsWith($"{name}{{", StringComparison.Ordinal))
            .Sum(sample => sample.Value);

    private static async Task<Dictionary<double, double>> BucketsAsync(OperatorProcess process, CancellationToken cancellationToken) =>
        (await ScrapeAsync(process, cancellationToken))
            .Where(sample => sample.Name.StartsWith($"{Prefix}reconcile_duration_seconds_bucket{{controller=\"inferenceendpoints\"", StringComparison.Ordinal) && !sample.Name.Contains("+Inf", StringComparison.Ordinal))
            .ToDictionary(sample => Number(sample.Name.Split("le=\"")[1].TrimEnd('"', '}')), sample => sample.Value);

    private static async Task<IEnumerable<(string Name, double Value)>> ScrapeAsync(OperatorProcess process, CancellationToken cancellationToken) =>
        (await Http.GetStringAsync(new Uri(process.Url, "/metrics"), cancellationToken)).Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => (line[..line.LastIndexOf(' ')], Number(line[(line.LastIndexOf(' ') + 1)..])));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
