namespace InferenceEndpoints.KubectlIep.UnitTests;

public sealed class CompletionTests : IDisposable
{
    private readonly CapturedTerminal terminal = new();

    [Theory]
    [InlineData("sleep scale status", "s")]
    [InlineData("create list revoke", "keys", "")]
    [InlineData("--watch", "status", "gemma", "--w")]
    [InlineData("--namespace", "status", "--n")]
    [InlineData("bash zsh kubectl", "completion", "")]
    [InlineData("", "list", "--namespace", "s")]
    [InlineData("", "status", "gemma", "x")]
    public async Task A_word_is_completed_by_what_may_stand_there(string expected, params string[] words)
    {
        Assert.Equal(0, await terminal.RunAsync(["__complete", .. words]));

        var lines = terminal.Output.TrimEnd().Split('\n');
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), lines[..^1].Select(line => line.Split('\t')[0]).Order());
        Assert.Equal(":4", lines[^1]);
        Assert.Empty(terminal.Error);
    }

    [Fact]
    public async Task Without_a_cluster_no_name_is_offered_and_nothing_is_said()
    {
        Assert.Equal(0, await terminal.RunAsync("__complete", "status", "--kubeconfig", "/nowhere/config", ""));

        Assert.Equal((":4\n", ""), (terminal.Output, terminal.Error));
    }

    [Theory]
    [InlineData("bash", "complete -F _kubectl_iep kubectl-iep\n")]
    [InlineData("zsh", "compdef _kubectl_iep kubectl-iep\n")]
    [InlineData("kubectl", "exec kubectl-iep __complete \"$@\"\n")]
    public async Task Each_shell_has_a_script(string shell, string end)
    {
        Assert.Equal(0, await terminal.RunAsync("completion", shell));

        Assert.EndsWith(end, terminal.Output, StringComparison.Ordinal);
    }

    public void Dispose() => terminal.Dispose();
}
