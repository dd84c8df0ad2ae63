using System.Globalization;
using Benchmarks.Gateway;
using Cluster;

namespace Benchmarks.Waking;

/// <summary>What a server's process grows by while requests wait.</summary>
/// <param name="Heap">KiB for each request that are in use.</param>
/// <param name="Resident">KiB for each request that the process has of the machine's memory, garbage and the runtime's own included.</param>
internal sealed record HeldMemory(double Heap, double Resident)
{
    public const int Port = 21_914;

    /// <summary>Under which the server says how many wait.</summary>
    public const string Metric = "inferenceendpoints_gateway_requests_held{";

    private const int TelemetryPort = 21_915;

    /// <summary>As many requests come before, a few at a time: what is compiled for them is not theirs.</summary>
    private const int WarmUpRounds = 20;
    private const int WarmUp = 500;

    /// <param name="server">The command that has this program be the server.</param>
    /// <param name="connect">Has so many callers come, who stay until they are disposed of.</param>
    /// <param name="count">Callers.</param>
    /// <param name="areHeld">Their requests wait; else they have been answered.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static async Task<HeldMemory> MeasureAsync(
        string server, Func<int, CancellationToken, Task<IAsyncDisposable>> connect, int count, bool areHeld, CancellationToken cancellationToken)
    {
        await using var process = BackgroundProcess.StartSelf(server, $"{Port}", $"{TelemetryPort}", "1");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{TelemetryPort}/") };
        await HoldsAsync(http, 0, cancellationToken);
        for (var round = 0; round < WarmUpRounds; round++)
        {
            await using (await connect(WarmUp, cancellationToken))
            {
                await HoldsAsync(http, areHeld ? WarmUp : 0, cancellationToken);
            }

            await HoldsAsync(http, 0, cancellationToken);
        }

        await HeapAsync(http, cancellationToken);
        var before = await MeasureAsync(process.Id, http, cancellationToken);
        await using var callers = await connect(count, cancellationToken);
        await HoldsAsync(http, areHeld ? count : 0, cancellationToken);
        var after = await MeasureAsync(process.Id, http, cancellationToken);
        return new HeldMemory((after.Heap - before.Heap) / count, (after.Resident - before.Resident) / count);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Resident:0.0} KiB; {Heap:0.0} KiB of the heap in use");

    private static Task<string> HoldsAsync(HttpClient http, int count, CancellationToken cancellationToken) => Eventually.EqualAsync(
        $"{count} wait",
        $"{count}",
        async token =>
        {
            var page = await http.GetStringAsync(new Uri("metrics", UriKind.Relative), token);
            return page.Split('\n').FirstOrDefault(line => line.StartsWith(Metric, StringComparison.Ordinal))?.Split(' ')[^1] ?? "0";
        },
        cancellationToken);

    private static async Task<HeldMemory> MeasureAsync(int process, HttpClient http, CancellationToken cancellationToken)
    {
        var resident = await ResidentAsync(process, cancellationToken); // before the collection, which callers do not ask for
        return new HeldMemory(await HeapAsync(http, cancellationToken), resident);
    }

    /// <summary>KiB in use, after a collection that leaves the process no more than that.</summary>
    private static async Task<double> HeapAsync(HttpClient http, CancellationToken cancellationToken) => double.Parse(
        await http.GetStringAsync(new Uri(HeapPage.Path, UriKind.Relative), cancellationToken), CultureInfo.InvariantCulture) / 1024;

    private static async Task<double> ResidentAsync(int process, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync($"/proc/{process}/status", cancellationToken);
        var words = lines.Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return double.Parse(words[1], CultureInfo.InvariantCulture);
    }
}
