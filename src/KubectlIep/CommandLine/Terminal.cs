namespace InferenceEndpoints.KubectlIep.CommandLine;

/// <summary>What a command has of its process: where it writes, the time, and the environment.</summary>
/// <param name="Output">Results, and nothing else: scripts read it.</param>
/// <param name="Error">Failures and remarks.</param>
/// <param name="IsInteractive">Somebody looks at the output, which may be drawn over.</param>
/// <param name="Clock">The time, and what delays are measured with.</param>
/// <param name="Environment">A variable's value; null: it is not set.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool IsInteractive, TimeProvider Clock, Func<string, string?> Environment)
{
    public static Terminal OfProcess() =>
        new(Console.Out, Console.Error, !Console.IsOutputRedirected, TimeProvider.System, System.Environment.GetEnvironmentVariable);
}
