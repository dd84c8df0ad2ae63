using System.Diagnostics;
using Cluster;
using Prometheus.Client;
using Prometheus.Client.Collectors;

namespace IntegrationTests.Servers;

/// <summary>Prometheus' own judge of the text that Prometheus.Client writes.</summary>
public sealed class PromtoolTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Promtool_accepts_every_kind_of_metric_with_the_worst_of_values()
    {
        var registry = new CollectorRegistry();
        var metrics = new MetricFactory(registry);
        metrics.CreateCounter("requests_total", "All \\ requests\nand \"more\".", ("endpoint", "code"))
            .WithLabels(("a\\b\n\"c\" é 🤗", "200")).Inc(1e300);
        metrics.CreateGauge("temperature_celsius", "Now.", "sensor").WithLabels("nan").Set(double.NaN);
        metrics.CreateGauge("temperature_celsius", "Now.", "sensor").WithLabels("cold").Set(double.NegativeInfinity);
        metrics.CreateGauge("changed_seconds", "With a timestamp.", includeTimestamp: true).Set(-0.1);
        metrics.CreateHistogram("wake_seconds", "Wakes.", "endpoint").WithLabels("").Observe(0.3);
        using var stream = new MemoryStream();
        await ScrapeHandler.ProcessAsync(registry, stream, CancellationToken.None);

        var (exitCode, complaints) = await CheckAsync(stream.ToArray());

        Assert.True(exitCode == 0, complaints);
    }

    [Fact]
    public async Task Promtool_would_notice_a_broken_line()
    {
        var (exitCode, _) = await CheckAsync("# TYPE x gauge\nx one\n"u8.ToArray());

        Assert.NotEqual(0, exitCode);
    }

    internal static Task<(int ExitCode, string Complaints)> CheckAsync(byte[] metrics) => RunAsync(["check", "metrics"], metrics);

    /// <param name="tests">Unit tests of rules and queries, as promtool has them.</param>
    internal static Task<(int ExitCode, string Complaints)> TestRulesAsync(byte[] tests) => RunAsync(["test", "rules", "/dev/stdin"], tests);

    private static async Task<(int ExitCode, string Complaints)> RunAsync(string[] arguments, byte[] input)
    {
        using var deadline = new CancellationTokenSource(Patience, TimeProvider.System);
        var locate = await RunAsync(Repository.File("tests/Cluster/prometheus.sh"), ["promtool"], [], deadline.Token);
        Assert.True(locate.ExitCode == 0, $"promtool is neither installed nor can it be downloaded:\n{locate.Errors}");
        var run = await RunAsync(locate.Output.Trim(), arguments, input, deadline.Token);
        return (run.ExitCode, run.Errors);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string program, string[] arguments, byte[] input, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await process.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, output, await errors);
    }
}
