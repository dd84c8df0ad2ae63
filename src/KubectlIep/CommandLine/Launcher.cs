using System.CommandLine;
using InferenceEndpoints.Entities;
using k8s;
using KubeOps.KubernetesClient;

namespace InferenceEndpoints.KubectlIep.CommandLine;

/// <summary>Runs a verb: connects it to the cluster that its options name, and turns what goes wrong into a line and an exit code.</summary>
internal sealed class Launcher(Terminal terminal)
{
    public Terminal Terminal => terminal;

    public ClusterOptions Options { get; } = new();

    /// <param name="command">The verb.</param>
    /// <param name="runAsync">What it does; its result is the exit code.</param>
    public void SetAction(Command command, Func<ParseResult, Session, CancellationToken, Task<int>> runAsync) =>
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, runAsync, cancellationToken));

    public async Task<Session> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        EndpointsJsonContext.Register();
        var configuration = Options.Configuration(parsed);
        var client = new KubernetesClient(configuration, new Kubernetes(configuration, terminal.Clock));
        return new Session(client, parsed.GetValue(Options.Namespace) ?? await client.GetCurrentNamespaceAsync(cancellationToken: cancellationToken), terminal);
    }

    private async Task<int> RunAsync(
        ParseResult parsed, Func<ParseResult, Session, CancellationToken, Task<int>> runAsync, CancellationToken cancellationToken)
    {
        try
        {
            using var session = await OpenAsync(parsed, cancellationToken);
            return await runAsync(parsed, session, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception exception) when (Failures.Describe(exception) is { } line)
        {
            await terminal.Error.WriteLineAsync($"error: {line}");
            return ExitCode.Failed;
        }
    }
}
