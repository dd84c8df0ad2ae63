using System.Globalization;
using System.Runtime.InteropServices;

namespace Benchmarks.Gateway.Streams;

/// <summary>Many streams of tokens at once through the gateway and through nginx, in turns; and what a stream keeps between two tokens.</summary>
internal static class StreamBenchmark
{
    private const int Streams = 1000;
    private const int WarmUpStreams = 100;
    private const int Rounds = 3;
    private const double MaxLater = 1;
    private const double MaxKiB = 24;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Measuring = TimeSpan.FromSeconds(4);

    /// <param name="gateway">It has <see cref="TokenServer"/> as its replica, and has had no request yet.</param>
    /// <param name="nginx">The same.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>A part of a page for people.</returns>
    public static async Task<string> RunAsync(Server gateway, Server nginx, CancellationToken cancellationToken)
    {
        var kept = (Gateway: await KeepAsync(gateway, cancellationToken), Nginx: await KeepAsync(nginx, cancellationToken));
        await TalkAsync(gateway, cancellationToken); // until it is compiled
        var rounds = new List<(Talk Gateway, Talk Nginx)>();
        for (var round = 0; round < Rounds; round++)
        {
            var ofNginx = await TalkAsync(nginx, cancellationToken);
            rounds.Add((await TalkAsync(gateway, cancellationToken), ofNginx));
        }

        return Write(kept, rounds);
    }

    /// <returns>KiB for each stream that is open and silent.</returns>
    private static async Task<double> KeepAsync(Server server, CancellationToken cancellationToken)
    {
        Close(await TokenReader.OpenAsync(WarmUpStreams, server.Port, TokenServer.Silent, cancellationToken));
        var before = server.Use.ResidentKiB;
        var readers = await TokenReader.OpenAsync(Streams, server.Port, TokenServer.Silent, cancellationToken);
        var after = server.Use.ResidentKiB;
        Close(readers);
        return (after - before) / Streams;
    }

    /// <summary>When all streams are open, and what was made while others connected has been read.</summary>
    private static async Task<Talk> TalkAsync(Server server, CancellationToken cancellationToken)
    {
        var readers = await TokenReader.OpenAsync(Streams, server.Port, TokenServer.Talking, cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = readers.Select(reader => reader.ReadAsync(end.Token)).ToList();
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);
        var cpu = server.Use.Cpu;
        Measure(readers, isOn: true);
        await Task.Delay(Measuring, TimeProvider.System, cancellationToken);
        Measure(readers, isOn: false);
        var used = server.Use.Cpu - cpu;
        await end.CancelAsync();
        await Task.WhenAll(reading);
        Close(readers);
        var all = readers.SelectMany(reader => reader.Ages).Select(age => age.TotalMilliseconds).Order().ToList();
        return new Talk(all[all.Count / 2], all[(int)Math.Ceiling(0.99 * all.Count) - 1], used.TotalMicroseconds / all.Count);
    }

    private static void Measure(IEnumerable<TokenReader> readers, bool isOn)
    {
        foreach (var reader in readers)
        {
            reader.IsMeasuring = isOn;
        }
    }

    private static void Close(IEnumerable<TokenReader> readers)
    {
        foreach (var reader in readers)
        {
            reader.Dispose();
        }
    }

    private static string Write((double Gateway, double Nginx) kept, List<(Talk Gateway, Talk Nginx)> rounds)
    {
        var (gateway, nginx) = (Median(rounds.Select(both => both.Gateway)), Median(rounds.Select(both => both.Nginx)));
        return string.Create(CultureInfo.InvariantCulture, $"""

            {Streams} streams of {TokenServer.PerSecond} tokens a second at once, spread evenly over a token's period, to each of the two, {Rounds} times in turns; the medians of
            the rounds. Each token says when it was sent. It is measured for {Measuring.TotalSeconds} s, {Settling.TotalSeconds} s after the last stream was opened. Memory is that of processes that are new.

            | {Streams} streams | budget | gateway | nginx |
            | --- | --- | --- | --- |
            | a token, from the replica to the caller, median | | {gateway.P50:0.00} ms | {nginx.P50:0.00} ms |
            | the same, p99 | nginx's + {MaxLater} ms | {gateway.P99:0.00} ms{Missed(gateway.P99 > nginx.P99 + MaxLater)} | {nginx.P99:0.00} ms |
            | CPU of a token | | {gateway.Cpu:0.0} µs | {nginx.Cpu:0.0} µs |
            | memory of a stream between two tokens | {MaxKiB} KiB | {kept.Gateway:0.0} KiB{Missed(kept.Gateway > MaxKiB)} | {kept.Nginx:0.0} KiB |

            """);
    }

    private static string Missed(bool isMissed) => isMissed ? " **missed**" : "";

    private static Talk Median(IEnumerable<Talk> rounds)
    {
        var all = rounds.ToList();
        return new Talk(Of(talk => talk.P50), Of(talk => talk.P99), Of(talk => talk.Cpu));

        double Of(Func<Talk, double> value) => all.Select(value).Order().ElementAt(all.Count / 2);
    }

    /// <param name="P50">Of the tokens' ways, in milliseconds.</param>
    /// <param name="P99">Of the tokens' ways, in milliseconds.</param>
    /// <param name="Cpu">Of the server for each token, in microseconds.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Talk(double P50, double P99, double Cpu);
}
