using System.CommandLine;
using InferenceEndpoints.KubectlIep.CommandLine;

namespace InferenceEndpoints.KubectlIep.Completion;

/// <summary>Prints what a shell needs in order to complete this command; the candidates are <see cref="CompletionQuery"/>'s.</summary>
internal static class CompletionCommand
{
    private const string Bash =
        $$"""
        # source <(kubectl-iep completion bash)
        _kubectl_iep() {
          local IFS=$'\n'
          COMPREPLY=($(kubectl-iep {{CompletionQuery.Verb}} "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | grep -v '^:' | cut -f1))
        }
        complete -F _kubectl_iep kubectl-iep
        """;

    private const string Zsh =
        $$"""
        #compdef kubectl-iep
        # source <(kubectl-iep completion zsh)
        _kubectl_iep() {
          local -a candidates
          candidates=(${(f)"$(kubectl-iep {{CompletionQuery.Verb}} "${(@)words[2,CURRENT]}" 2>/dev/null | grep -v '^:' | tr '\t' ':')"})
          _describe 'kubectl iep' candidates
        }
        compdef _kubectl_iep kubectl-iep
        """;

    // From kubectl 1.26 on, its own completion runs this for the words after 'kubectl iep'.
    private const string Kubectl =
        $"""
        #!/bin/sh
        # kubectl-iep completion kubectl > ~/.local/bin/kubectl_complete-iep; chmod +x ~/.local/bin/kubectl_complete-iep
        exec kubectl-iep {CompletionQuery.Verb} "$@"
        """;

    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal) { ["bash"] = Bash, ["zsh"] = Zsh, ["kubectl"] = Kubectl };

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash or zsh for kubectl-iep; kubectl for its own completion of 'kubectl iep'" };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Print a script that completes verbs, options and names") { shell };
        command.SetAction(async (parsed, _) =>
        {
            await terminal.Output.WriteLineAsync(Scripts[parsed.GetRequiredValue(shell)]);
            return ExitCode.Ok;
        });
        return command;
    }
}
