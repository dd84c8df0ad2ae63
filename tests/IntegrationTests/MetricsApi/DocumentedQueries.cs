using System.Text.Json;
using System.Text.RegularExpressions;
using Cluster;
using IntegrationTests.Servers;

namespace IntegrationTests.MetricsApi;

/// <summary>What docs/autoscaling.md has prometheus-adapter and KEDA ask of a Prometheus, answered by Prometheus' own engine.</summary>
internal static partial class DocumentedQueries
{
    private const string Metric = "inferenceendpoints_pending_requests";

    /// <summary>Both get one value, however many replicas of the operator tell it.</summary>
    /// <param name="page">The operator's metrics.</param>
    /// <param name="ns">The endpoint's namespace.</param>
    /// <param name="endpoint">Its name.</param>
    /// <param name="value">Its pending requests.</param>
    public static async Task FindAsync(string page, string ns, string endpoint, double value)
    {
        var docs = await File.ReadAllTextAsync(Repository.File("docs/autoscaling.md"));
        var ofAdapter = AdapterQuery().Match(docs).Groups["query"].Value
            .Replace("<<.Series>>", Metric, StringComparison.Ordinal)
            .Replace("<<.LabelMatchers>>", $"endpoint_name=\"{endpoint}\",endpoint_namespace=\"{ns}\"", StringComparison.Ordinal);
        var ofKeda = KedaQuery().Match(docs).Groups["query"].Value
            .Replace("team-a", ns, StringComparison.Ordinal)
            .Replace("gemma", endpoint, StringComparison.Ordinal);
        var test = JsonSerializer.SerializeToUtf8Bytes(new
        {
            tests = new[]
            {
                new
                {
                    input_series = ((string[])["first", "second"]).SelectMany(replica => Series(page, replica)),
                    promql_expr_test = new[]
                    {
                        Expect(ofAdapter, $"{{endpoint_name=\"{endpoint}\"}}", value),
                        Expect(ofKeda, "{}", value),
                    },
                },
            },
        });
        var (exitCode, complaints) = await PromtoolTests.TestRulesAsync(test);
        Assert.True(exitCode == 0, complaints);
    }

    /// <summary>As Prometheus has it of one replica of the operator.</summary>
    private static IEnumerable<object> Series(string page, string replica) =>
        from line in page.Split('\n')
        where line.StartsWith($"{Metric}{{", StringComparison.Ordinal)
        let end = line.LastIndexOf('}')
        select new { series = $"{line[..end]},instance=\"{replica}\"}}", values = line[(end + 1)..].Trim() };

    private static object Expect(string query, string labels, double value) => new
    {
        expr = query,
        eval_time = "0s",
        exp_samples = new[] { new { labels, value } },
    };

    [GeneratedRegex("metricsQuery: '(?<query>.+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AdapterQuery();

    [GeneratedRegex("      query: (?<query>.+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KedaQuery();
}
