using System.Text.RegularExpressions;

namespace InferenceEndpoints.UnitTests.Generated;

public sealed partial class DocumentationTests
{
    [Fact]
    public void Every_test_that_the_list_of_pitfalls_names_exists()
    {
        var named = TestName().Matches(File.ReadAllText(Repository.File("docs/pitfalls.md"))).Select(match => match.Groups["name"].Value).ToList();
        var tests = string.Concat(Directory.EnumerateFiles(Repository.File("tests"), "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains($" {name}(", tests, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_metric_is_in_the_reference_and_nothing_else_is()
    {
        var code = ((string[])["src/Operator", "src/Gateway"])
            .SelectMany(folder => Directory.EnumerateFiles(Repository.File(folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => MetricsOf(File.ReadAllText(file)));
        var documented = DocumentedMetric().Matches(File.ReadAllText(Repository.File("docs/metrics.md"))).Select(match => match.Groups["name"].Value);

        Assert.Equal(code.Distinct().Order(StringComparer.Ordinal), documented.Distinct().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> MetricsOf(string code)
    {
        var prefix = MetricPrefix().Match(code).Groups["prefix"].Value;
        return Metric().Matches(code).Select(match => match.Groups["name"].Value.Replace("{Prefix}", prefix, StringComparison.Ordinal));
    }

    [GeneratedRegex("`(?<name>(inferenceendpoints|process|dotnet)_[a-z_]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DocumentedMetric();

    [GeneratedRegex("const string Prefix = \"(?<prefix>inferenceendpoints_[a-z_]+_)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MetricPrefix();

    /// <summary>Any literal that begins like a metric, but for the names of collectors.</summary>
    [GeneratedRegex("(?<!new\\()\"(?<name>(\\{Prefix\\}|inferenceendpoints_|process_|dotnet_)[a-z_]*[a-z])\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Metric();

    /// <summary>A sentence with underscores, and no setting such as <c>Gateway__Port</c>.</summary>
    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestName();
}
