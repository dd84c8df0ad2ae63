using System.Diagnostics;
using System.Text.Json;
using Cluster;

namespace EndToEndTests.Harness;

/// <summary>A real Prometheus that reads its targets each second.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly string folder;
    private readonly HttpClient http;

    private PrometheusServer(Process process, string folder, Uri url)
    {
        this.process = process;
        this.folder = folder;
        http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(10) };
    }

    /// <param name="program"><c>prometheus</c> or <c>promtool</c>.</param>
    /// <param name="cancellationToken">Ends a download.</param>
    public static Task<string> LocateAsync(string program, CancellationToken cancellationToken) =>
        Shell.RunAsync(Repository.File("tests/Cluster/prometheus.sh"), [program], input: null, environment: null, cancellationToken);

    public static async Task<PrometheusServer> StartAsync(int port, IEnumerable<Uri> targets, string rules, CancellationToken cancellationToken)
    {
        var program = await LocateAsync("prometheus", cancellationToken);
        var data = Directory.CreateTempSubdirectory("prometheus-").FullName;
        var configuration = Path.Combine(data, "prometheus.yml");
        await File.WriteAllTextAsync(
            configuration,
            $"""
             global: {"{"}scrape_interval: 1s, evaluation_interval: 1s{"}"}
             rule_files: ["{rules}"]
             scrape_configs:
               - job_name: inference-endpoints
                 static_configs: [{"{"}targets: [{string.Join(", ", targets.Select(target => $"\"{target.Authority}\""))}]{"}"}]
             """,
            cancellationToken);
        var started = Process.Start(new ProcessStartInfo(
            program,
            [
                $"--config.file={configuration}",
                $"--storage.tsdb.path={Path.Combine(data, "tsdb")}",
                $"--web.listen-address=127.0.0.1:{port}",
                "--log.level=error",
            ]))!;
        return new PrometheusServer(started, data, new Uri($"http://127.0.0.1:{port}"));
    }

    /// <summary>The series that a query finds now.</summary>
    public async Task<int> CountAsync(string query, CancellationToken cancellationToken) =>
        (await GetAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}", cancellationToken)).GetProperty("result").GetArrayLength();

    /// <summary>The names of all metrics that the targets describe, with or without a series.</summary>
    public async Task<IReadOnlySet<string>> MetricsAsync(CancellationToken cancellationToken) =>
        (await GetAsync("/api/v1/metadata", cancellationToken)).EnumerateObject().Select(metric => metric.Name).ToHashSet();

    /// <summary>Each rule's name and query, and whether its last evaluation succeeded: <c>unknown</c>, <c>ok</c> or <c>err</c>.</summary>
    public async Task<IReadOnlyList<(string Name, string Query, string Health)>> RulesAsync(CancellationToken cancellationToken) =>
    [
        .. (await GetAsync("/api/v1/rules", cancellationToken)).GetProperty("groups").EnumerateArray()
            .SelectMany(group => group.GetProperty("rules").EnumerateArray())
            .Select(rule => (rule.GetProperty("name").GetString()!, rule.GetProperty("query").GetString()!, rule.GetProperty("health").GetString()!)),
    ];

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        http.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        await using var answer = await http.GetStreamAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return (await JsonSerializer.DeserializeAsync<JsonElement>(answer, cancellationToken: cancellationToken)).GetProperty("data");
    }
}
