using InferenceEndpoints.KubectlIep.CommandLine;

namespace InferenceEndpoints.KubectlIep.UnitTests;

/// <summary>Runs command lines in this process and keeps what they write.</summary>
internal sealed class CapturedTerminal : IDisposable
{
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    public string Output => output.ToString();

    public string Error => error.ToString();

    public Task<int> RunAsync(params string[] arguments) => IepCommand.RunAsync(
        arguments, new Terminal(output, error, IsInteractive: false, TimeProvider.System, _ => null), CancellationToken.None);

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }
}
