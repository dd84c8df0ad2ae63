using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cluster;
using EndToEndTests.Harness;

namespace EndToEndTests;

/// <summary>The dashboard and the alerts that are shipped, on a real Prometheus.</summary>
[Collection(UsesTheProduct.Name)]
public sealed partial class MonitoringTests(EndToEnd product)
{
    /// <summary>No exporter tells of GPUs here: the metric is described, and has no series.</summary>
    private const string GpuMetric = "inferenceendpoints_gpu_utilization";

    [Fact]
    public async Task Every_query_of_the_dashboard_and_of_the_alerts_asks_for_metrics_that_exist()
    {
        await using var team = await product.CreateTeamAsync("monitoring");
        await using var gateway = product.StartGateway();
        await team.ApplyGpt2Async("gpt2", spec: "type: public");
        var url = (await team.StateAsync("gpt2", "running")).Url!;
        using var caller = new HttpClient { BaseAddress = gateway.Public, DefaultRequestHeaders = { Host = new Uri(url).Host } };
        using var stranger = new HttpClient { BaseAddress = gateway.Public };
        await using var prometheus = await product.StartPrometheusAsync(gateway);

        var queries = Dashboard().ToList();
        Assert.NotEmpty(queries);
        // What is counted only when something fails, fails once.
        await team.KubectlAsync("create", "service", "clusterip", "namesake", "--tcp=80");
        await team.ApplyGpt2Async("namesake");
        await team.StateAsync("namesake", "failed");
        await Eventually.EqualAsync(
            "the replica breaks off",
            HttpStatusCode.BadGateway,
            async token => (await caller.PostAsync(new Uri("/admin/crash", UriKind.Relative), content: null, token)).StatusCode,
            product.Deadline);
        using var prompt = new StringContent("""{"inputs":"the cat sat on the mat"}""", MediaTypeHeaderValue.Parse("application/json"));
        await Eventually.EqualAsync(
            "tokens are generated",
            HttpStatusCode.OK,
            async token => (await caller.PostAsync(new Uri("/generate", UriKind.Relative), prompt, token)).StatusCode,
            product.Deadline);
        foreach (var (panel, query) in queries)
        {
            await Eventually.TrueAsync(
                $"'{panel}' shows something: {query}",
                async token =>
                {
                    await Task.WhenAll(new[] { caller, stranger }.Select(asking => asking.GetAsync(new Uri("/", UriKind.Relative), token)));
                    return await prometheus.CountAsync(query, token) > 0 || query.Contains(GpuMetric, StringComparison.Ordinal);
                },
                product.Deadline);
        }

        await Eventually.TrueAsync(
            "all alerts were evaluated",
            async token => await prometheus.RulesAsync(token) is { Count: > 0 } rules && rules.All(rule => rule.Health == "ok"),
            product.Deadline);
        var known = await prometheus.MetricsAsync(product.Deadline);
        var asked = (await prometheus.RulesAsync(product.Deadline)).Select(rule => rule.Query)
            .Concat(queries.Select(entry => entry.Query))
            .SelectMany(query => MetricName().Matches(query).Select(name => name.Value));
        Assert.All(asked, name => Assert.Contains(name, known));
    }

    /// <summary>What each panel asks, as Grafana would with all namespaces and endpoints chosen.</summary>
    private static IEnumerable<(string Panel, string Query)> Dashboard()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Repository.File("deploy/grafana/inference-endpoints.json")));
        foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray().Where(panel => panel.TryGetProperty("targets", out _)))
        {
            foreach (var target in panel.GetProperty("targets").EnumerateArray())
            {
                var query = target.GetProperty("expr").GetString()!
                    .Replace("$namespace", ".+", StringComparison.Ordinal)
                    .Replace("$endpoint", ".+", StringComparison.Ordinal)
                    .Replace("$__rate_interval", "1m", StringComparison.Ordinal);
                yield return (panel.GetProperty("title").GetString()!, query);
            }
        }
    }

    [GeneratedRegex("inferenceendpoints_[a-z_]+?(?=(_bucket|_sum|_count)?\\b)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MetricName();
}
