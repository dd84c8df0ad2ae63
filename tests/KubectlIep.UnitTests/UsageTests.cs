namespace InferenceEndpoints.KubectlIep.UnitTests;

public sealed class UsageTests : IDisposable
{
    private readonly CapturedTerminal terminal = new();

    [Theory]
    [InlineData("Required command was not provided; see 'kubectl iep --help'")]
    [InlineData("Required argument missing for command: 'status'; see 'kubectl iep status --help'", "status")]
    [InlineData("'destroy' is not known here; see 'kubectl iep --help'", "destroy")]
    [InlineData("'--watsh' is not known here; see 'kubectl iep status --help'", "status", "gemma", "--watsh")]
    [InlineData("Cannot parse argument 'many' for option '--min'", "scale", "gemma", "--min", "many")]
    [InlineData("Say --min, --max or both; see 'kubectl iep scale --help'", "scale", "gemma")]
    [InlineData("--expires soon is not a number of days or hours, such as 90d or 12h", "keys", "create", "ci", "--expires", "soon")]
    [InlineData("Argument 'all' not recognized. Must be one of: 'inference.endpoints.infer.write' ", "keys", "create", "ci", "--scope", "all")]
    [InlineData("--gateway localhost is not a URL, such as http://localhost:8080", "invoke", "gemma", "hello", "--gateway", "localhost")]
    public async Task What_is_wrong_with_a_command_line_is_one_line_and_the_exit_code_2(string complaint, params string[] arguments)
    {
        Assert.Equal(2, await terminal.RunAsync(arguments));

        Assert.StartsWith($"error: {complaint}", terminal.Error, StringComparison.Ordinal);
        Assert.Single(terminal.Error.TrimEnd().Split('\n'));
        Assert.Empty(terminal.Output);
    }

    [Fact]
    public async Task Help_names_each_verb_and_needs_no_cluster()
    {
        Assert.Equal(0, await terminal.RunAsync("--help"));

        Assert.All(["list", "status", "wake", "sleep", "pause", "resume", "scale", "logs", "invoke", "keys", "doctor", "completion"], verb => Assert.Matches($"\\n  {verb}\\b", terminal.Output));
        Assert.Empty(terminal.Error);
    }

    [Fact]
    public async Task A_kubeconfig_that_is_not_there_is_named_in_one_line()
    {
        Assert.Equal(1, await terminal.RunAsync("list", "--kubeconfig", "/nowhere/config"));

        Assert.StartsWith("error: kubeconfig /nowhere/config does not exist", terminal.Error, StringComparison.Ordinal);
        Assert.Single(terminal.Error.TrimEnd().Split('\n'));
    }

    public void Dispose() => terminal.Dispose();
}
