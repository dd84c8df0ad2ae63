using System.CommandLine;
using System.CommandLine.Invocation;
using InferenceEndpoints.KubectlIep.Completion;
using InferenceEndpoints.KubectlIep.Diagnosis;
using InferenceEndpoints.KubectlIep.Invoking;
using InferenceEndpoints.KubectlIep.Keys;
using InferenceEndpoints.KubectlIep.Lifecycle;
using InferenceEndpoints.KubectlIep.Logs;
using InferenceEndpoints.KubectlIep.Status;

namespace InferenceEndpoints.KubectlIep.CommandLine;

/// <summary><c>kubectl iep</c>: its verbs, and how a command line becomes an exit code.</summary>
internal static class IepCommand
{
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        var launcher = new Launcher(terminal);
        var root = Build(launcher);
        if (arguments.Count > 0 && arguments[0] == CompletionQuery.Verb)
        {
            return await CompletionQuery.AnswerAsync(root, launcher, [.. arguments.Skip(1)], cancellationToken);
        }

        // Without response files: a prompt may begin with '@'.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            // With a word that is not known, what is missing beside it is no help.
            var problem = parsed.UnmatchedTokens is [var word, ..] ? $"'{word}' is not known here" : Failures.OneLine(parsed.Errors[0].Message).TrimEnd('.');
            await terminal.Error.WriteLineAsync($"error: {problem}; see '{string.Join(' ', PathOf(parsed))} --help'");
            return ExitCode.WrongUsage;
        }

        var configuration = new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error, EnableDefaultExceptionHandler = false };
        return await parsed.InvokeAsync(configuration, cancellationToken);
    }

    private static RootCommand Build(Launcher launcher) =>
        new("Inference endpoints on this cluster: what they do, and what they should do.")
        {
            launcher.Options.Namespace,
            launcher.Options.Context,
            launcher.Options.Kubeconfig,
            ListCommand.Create(launcher),
            StatusCommand.Create(launcher),
            LogsCommand.Create(launcher),
            InvokeCommand.Create(launcher),
            WakeCommand.Create(launcher),
            SleepCommand.Create(launcher),
            PauseCommand.Create(launcher),
            ResumeCommand.Create(launcher),
            ScaleCommand.Create(launcher),
            KeysCommand.Create(launcher),
            DoctorCommand.Create(launcher),
            CompletionCommand.Create(launcher.Terminal),
        };

    private static IEnumerable<string> PathOf(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var command = parsed.CommandResult; command.Parent is System.CommandLine.Parsing.CommandResult parent; command = parent)
        {
            names.Push(command.Command.Name);
        }

        return names.Prepend("kubectl iep");
    }
}
