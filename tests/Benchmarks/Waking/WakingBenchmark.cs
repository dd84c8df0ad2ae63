using System.Globalization;

namespace Benchmarks.Waking;

/// <summary>What a request that meets a sleeping endpoint waits for beside its model, and what waiting costs.</summary>
internal static class WakingBenchmark
{
    private const int Endpoints = 1000;
    private const int Wakes = 300;
    private const int Releases = 300;
    private const int Held = 10_000;
    private const int ReportedEndpoints = 5000;
    private const int Gateways = 4;

    /// <returns>A page for people.</returns>
    public static async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var release = Tell("release", await ReleaseLatency.RunAsync(Releases, cancellationToken));
        var http1 = Tell("held over HTTP/1.1", await HeldMemory.MeasureAsync(HeldCallers.Http1Async, Held, areHeld: true, cancellationToken));
        var http2 = Tell("held over HTTP/2", await HeldMemory.MeasureAsync(HeldCallers.Http2Async, Held, areHeld: true, cancellationToken));
        var idle = Tell("idle connection", await HeldMemory.MeasureAsync(HeldCallers.IdleAsync, Held, areHeld: false, cancellationToken));
        var collection = Tell("% of a core for reports", await CollectionCost.RunAsync(ReportedEndpoints, Gateways, cancellationToken));
        var wake = Tell("wake", await WakeLatency.RunAsync(Endpoints, Wakes, cancellationToken));
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Performance of waking

            Written by `make bench BENCH=waking` (`tests/Benchmarks/Waking`), on {Environment.ProcessorCount} cores that everything shares: operator, gateway, API server and etcd
            as processes, callers and replicas.

            | what | budget | measured |
            | --- | --- | --- |
            | a request for one of {Endpoints} endpoints that sleep, until somebody who watches sees its Deployment with a replica; p99 | 50 ms | {wake}{Missed(wake.P99 > 50)} |
            | a starting pod can answer its health route, until the request that waits for it has its first byte; p99 | 20 ms | {release}{Missed(release.P99 > 20)} |
            | memory of the gateway for each of {Held} requests that wait, over HTTP/2 | 8 KiB | {http2}{Missed(http2.Resident > 8)} |
            | the same over HTTP/1.1, each on a connection of its own | 8 KiB | {http1}{Missed(http1.Resident > 8)} |
            | the same for each of {Held} connections of HTTP/1.1 on which nothing waits | | {idle} |
            | asking {Gateways} gateways every {CollectionCost.Interval.TotalSeconds} s who uses {ReportedEndpoints} endpoints, all of which were used since: CPU of the operator | 1 % of a core | {collection:0.00} %{Missed(collection > 1)} |

            """);
    }

    private static T Tell<T>(string what, T measured)
    {
        Console.Error.WriteLine($"{what}: {measured}");
        return measured;
    }

    private static string Missed(bool isMissed) => isMissed ? " **missed**" : "";
}
