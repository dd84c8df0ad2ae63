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
        var http2 = Tell("held over HTTP/2", await HeldAsync(BenchGateway.Command, HeldCallers.Http2Async, cancellationToken));
        var http1 = Tell("held over HTTP/1.1", await HeldAsync(BenchGateway.Command, HeldCallers.Http1Async, cancellationToken));
        var bareHttp1 = Tell("held by bare Kestrel", await HeldAsync(BareKestrel.Command, HeldCallers.Http1Async, cancellationToken));
        var idle = Tell("idle connection", await IdleAsync(BenchGateway.Command, cancellationToken));
        var bareIdle = Tell("idle connection of bare Kestrel", await IdleAsync(BareKestrel.Command, cancellationToken));
        var collection = Tell("% of a core for reports", await CollectionCost.RunAsync(ReportedEndpoints, Gateways, cancellationToken));
        var wake = Tell("wake", await MeasureWakesAsync(cancellationToken));
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Performance of waking

            Written by `make bench BENCH=waking` (`tests/Benchmarks/Waking`), on {Environment.ProcessorCount} cores that everything shares: operator, gateway, API server and etcd
            as processes, callers and replicas.

            | what | budget | measured |
            | --- | --- | --- |
            | a request for one of {Endpoints} endpoints that sleep, until somebody who watches sees its Deployment with a replica; p99 | 50 ms | {wake.Total}{Missed(wake.Total.P99 > 50)} |
            | of this until he sees the gateway's mark at the endpoint | | {wake.Mark} |
            | and from then on | | {wake.Replica} |
            | the same two writes, seen by the same watch, of a program that does nothing else, without operator and gateway | | {wake.Bare} |
            | the first row when each wake follows the one before at once, while operator and API server still tell of that | | {wake.Crowded} |
            | a starting pod can answer its health route, until the request that waits for it has its first byte; p99 | 20 ms | {release}{Missed(release.P99 > 20)} |
            | memory of the gateway for each of {Held} requests that wait, over HTTP/2 | 8 KiB | {http2}{Missed(http2.Resident > 8)} |
            | the same over HTTP/1.1, each on a connection of its own | 8 KiB | {http1}{Missed(http1.Resident > 8)} |
            | of this takes Kestrel alone, when a program waits in it and does nothing else | | {bareHttp1} |
            | memory of the gateway for each of {Held} connections of HTTP/1.1 on which a request was answered | | {idle} |
            | of this takes Kestrel alone | | {bareIdle} |
            | asking {Gateways} gateways every {CollectionCost.Interval.TotalSeconds} s who uses {ReportedEndpoints} endpoints, all of which were used since: CPU of the operator | 1 % of a core | {collection:0.00} %{Missed(collection > 1)} |

            Over HTTP/1.1 the budget is below what a connection of the web server takes without any code of the gateway: its parser
            and tables of headers and streams live as long as the connection, whatever waits on it. Buffers are no part of it: a connection
            that waits has none. Callers who wait in large numbers share connections over HTTP/2.

            """);
    }

    public static Task<WakeLatency> MeasureWakesAsync(CancellationToken cancellationToken) => WakeLatency.MeasureAsync(Endpoints, Wakes, cancellationToken);

    private static Task<HeldMemory> HeldAsync(
        string server, Func<int, CancellationToken, Task<IAsyncDisposable>> connect, CancellationToken cancellationToken) =>
        HeldMemory.MeasureAsync(server, connect, Held, areHeld: true, cancellationToken);

    private static Task<HeldMemory> IdleAsync(string server, CancellationToken cancellationToken) =>
        HeldMemory.MeasureAsync(server, HeldCallers.IdleAsync, Held, areHeld: false, cancellationToken);

    private static T Tell<T>(string what, T measured)
    {
        Console.Error.WriteLine($"{what}: {measured}");
        return measured;
    }

    private static string Missed(bool isMissed) => isMissed ? " **missed**" : "";
}
