using System.Globalization;
using System.Text.RegularExpressions;

namespace Cluster;

/// <summary>What an API server counts itself.</summary>
public static partial class ApiServerMetrics
{
    /// <summary>What is written for ever: leases by whoever leads, and the API server's own address by itself.</summary>
    private static readonly string[] Housekeeping = ["leases", "endpoints"];

    /// <summary>How often each kind was written, such as <c>PATCH deployments</c>, but for housekeeping.</summary>
    /// <param name="metrics">What it answers at <c>/metrics</c>.</param>
    public static IReadOnlyDictionary<string, double> Writes(string metrics) => Write().Matches(metrics)
        .Where(sample => !Housekeeping.Contains(sample.Groups["resource"].Value))
        .GroupBy(sample => $"{sample.Groups["verb"]} {sample.Groups["resource"]}", StringComparer.Ordinal)
        .ToDictionary(
            samples => samples.Key,
            samples => samples.Sum(sample => double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture)),
            StringComparer.Ordinal);

    /// <summary>What was written in between.</summary>
    public static IReadOnlyDictionary<string, double> Difference(IReadOnlyDictionary<string, double> before, IReadOnlyDictionary<string, double> after) => after
        .Select(writes => KeyValuePair.Create(writes.Key, writes.Value - before.GetValueOrDefault(writes.Key)))
        .Where(writes => writes.Value > 0)
        .ToDictionary(StringComparer.Ordinal);

    [GeneratedRegex(
        """^apiserver_request_total\{(.*,)?resource="(?<resource>[a-z]*)".*verb="(?<verb>APPLY|PATCH|POST|PUT|DELETE|DELETECOLLECTION)".*\} (?<value>\S+)$""",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex Write();
}
