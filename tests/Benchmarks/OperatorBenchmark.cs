using System.Diagnostics;
using Cluster;

namespace Benchmarks;

/// <summary>Measures the operator's process against a bare client, in one run on one API server without a node.</summary>
internal sealed class OperatorBenchmark(
    BareClient client, Func<string, OperatorProcess> start, Func<string, int, CancellationToken, Task<Cost>> createBareAsync)
{
    private const string Writes = $"{OperatorMetricsPage.Prefix}writes_total";
    private const string StatusWrites = $$"""{{Writes}}{resource="inferenceendpoints",verb="status"}""";
    private const string Reconciles = $$"""{{OperatorMetricsPage.Prefix}}reconciles_total{controller="inferenceendpoints",result="success"}""";

    /// <summary>So many reconciles that 1 % of them are some.</summary>
    private const int WritelessReconciles = 3_000;

    /// <summary>Until what the creation of many has left to look at is looked at, and the runtime has given memory back.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    /// <summary>One round: the bare client, then the operator, each in an empty namespace.</summary>
    public async Task<Round> CompareAsync(int count, string bareNamespace, string operatorNamespace, CancellationToken cancellationToken)
    {
        var bare = await RunBareAsync(count, bareNamespace, cancellationToken);
        await using var process = start(operatorNamespace);
        var cost = await CreateAsync(process, count, operatorNamespace, cancellationToken);
        await process.StopAsync(cancellationToken);
        await client.DeleteServicesAsync(operatorNamespace, count, cancellationToken);
        return new Round(bare, cost);
    }

    /// <summary>One round, and after it what the operator costs that has all these endpoints.</summary>
    public async Task<Measurement> RunAsync(int count, string bareNamespace, string operatorNamespace, CancellationToken cancellationToken)
    {
        var bare = await RunBareAsync(count, bareNamespace, cancellationToken);
        await using var first = start(operatorNamespace);
        var cost = await CreateAsync(first, count, operatorNamespace, cancellationToken);

        var metrics = new OperatorMetricsPage(first);
        var writes = await metrics.SumAsync(Writes, cancellationToken);
        var p99 = await WritelessP99Async(metrics, operatorNamespace, count, cancellationToken);
        var memory = await metrics.SumAsync("process_resident_memory_bytes", cancellationToken) / 1024 / 1024;
        var atRest = await CpuAtRestAsync(metrics, cancellationToken);
        await first.StopAsync(cancellationToken);

        var begin = Stopwatch.GetTimestamp();
        await using var second = start(operatorNamespace);
        await LeadsAsync(second, cancellationToken);
        metrics = new OperatorMetricsPage(second);
        await metrics.ReachAsync(Reconciles, count, cancellationToken);
        var restart = Stopwatch.GetElapsedTime(begin);
        var rewrites = await metrics.SumAsync(Writes, cancellationToken);
        await second.StopAsync(cancellationToken);
        await client.DeleteServicesAsync(operatorNamespace, count, cancellationToken);
        return new Measurement
        {
            Endpoints = count,
            Rounds = [new Round(bare, cost)],
            Writes = writes,
            MemoryMiB = memory,
            CpuPercentAtRest = atRest,
            WritelessP99Milliseconds = p99,
            Restart = restart,
            RestartWrites = rewrites,
        };
    }

    private async Task<Cost> RunBareAsync(int count, string @namespace, CancellationToken cancellationToken)
    {
        var cost = await createBareAsync(@namespace, count, cancellationToken);
        await client.DeleteServicesAsync(@namespace, count, cancellationToken);
        return cost;
    }

    /// <summary>From the first endpoint that is applied until the last status is written, which is after all children.</summary>
    private async Task<Cost> CreateAsync(OperatorProcess process, int count, string @namespace, CancellationToken cancellationToken)
    {
        await LeadsAsync(process, cancellationToken);
        var metrics = new OperatorMetricsPage(process);
        var (begin, used) = (Stopwatch.GetTimestamp(), await metrics.CpuAsync(cancellationToken));
        await client.CreateEndpointsAsync(@namespace, count, cancellationToken);
        await metrics.ReachAsync(StatusWrites, count, cancellationToken);
        return new Cost(Stopwatch.GetElapsedTime(begin), await metrics.CpuAsync(cancellationToken) - used);
    }

    /// <summary>The upper bound of the histogram's bucket that holds the 99th percentile.</summary>
    private async Task<double> WritelessP99Async(OperatorMetricsPage metrics, string @namespace, int count, CancellationToken cancellationToken)
    {
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);
        var before = await metrics.DurationsAsync(cancellationToken);
        var writes = await metrics.SumAsync(Writes, cancellationToken);
        for (var round = 0; round * count < WritelessReconciles; round++)
        {
            var reconciles = await metrics.SumAsync(Reconciles, cancellationToken);
            await client.TouchAsync(@namespace, count, round, cancellationToken);
            await metrics.ReachAsync(Reconciles, reconciles + count, cancellationToken);
        }

        if (await metrics.SumAsync(Writes, cancellationToken) > writes)
        {
            throw new InvalidOperationException("The operator wrote although nothing had changed.");
        }

        var after = await metrics.DurationsAsync(cancellationToken);
        var total = after[double.PositiveInfinity] - before[double.PositiveInfinity];
        return after.Where(bucket => bucket.Value - before[bucket.Key] >= 0.99 * total).Min(bucket => bucket.Key) * 1000;
    }

    private static async Task<double> CpuAtRestAsync(OperatorMetricsPage metrics, CancellationToken cancellationToken)
    {
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);
        var used = await metrics.CpuAsync(cancellationToken);
        await Task.Delay(Rest, TimeProvider.System, cancellationToken);
        return (await metrics.CpuAsync(cancellationToken) - used) / Rest * 100;
    }

    private static Task LeadsAsync(OperatorProcess process, CancellationToken cancellationToken) =>
        Eventually.TrueAsync("the operator leads", _ => Task.FromResult(process.IsLeader), cancellationToken);
}
