using System.Globalization;
using System.Text.RegularExpressions;
using Cluster;

namespace Benchmarks.Gateway.Throughput;

/// <param name="PerSecond">Requests that were answered.</param>
/// <param name="P99">In milliseconds.</param>
internal sealed record LoadResult(double PerSecond, double P99);

/// <summary>wrk: as many POST requests as get answers, each with a body as long as its answer.</summary>
internal sealed partial class Load(Tools tools, string folder)
{
    public async Task<LoadResult> RunAsync(int port, int size, int connections, int seconds, CancellationToken cancellationToken)
    {
        var script = Path.Combine(folder, $"{size}.lua");
        await File.WriteAllTextAsync(
            script,
            $"""
            wrk.method = "POST"
            wrk.body = string.rep("a", {size})
            wrk.headers["Content-Type"] = "application/json"
            wrk.headers["Authorization"] = "Bearer {GatewayServer.Key}"
            """,
            cancellationToken);
        var output = await Shell.RunAsync(
            tools.File("usr/bin/wrk"),
            ["-t1", $"-c{connections}", $"-d{seconds}s", "--latency", "-s", script, $"http://127.0.0.1:{port}/{size}"],
            input: null,
            tools.Environment,
            cancellationToken);
        if (Failures().Match(output) is { Success: true } failures)
        {
            throw new InvalidOperationException($"Requests failed: {failures.Value}");
        }

        var p99 = Percentile().Match(output);
        return new LoadResult(Number(Rate().Match(output).Groups["value"]), Number(p99.Groups["value"]) * (p99.Groups["unit"].Value switch { "us" => 0.001, "ms" => 1, _ => 1000 }));
    }

    private static double Number(Group group) => double.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Requests/sec:\s+(?<value>[0-9.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rate();

    [GeneratedRegex(@"99%\s+(?<value>[0-9.]+)(?<unit>us|ms|s)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Percentile();

    [GeneratedRegex("(Non-2xx|Socket errors).*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Failures();
}
