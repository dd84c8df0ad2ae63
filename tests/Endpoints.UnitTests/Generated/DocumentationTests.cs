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

    /// <summary>A sentence with underscores, and no setting such as <c>Gateway__Port</c>.</summary>
    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestName();
}
