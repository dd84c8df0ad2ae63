namespace InferenceEndpoints.KubectlIep.CommandLine;

internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>What was asked for did not happen; a line on the standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong: nothing was contacted.</summary>
    public const int WrongUsage = 2;

    /// <summary>Ctrl-C: what shells say of a process that ended by it.</summary>
    public const int Interrupted = 130;
}
