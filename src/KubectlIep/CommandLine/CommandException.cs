namespace InferenceEndpoints.KubectlIep.CommandLine;

/// <summary>A command cannot do what it was asked for. The message is one line that names the remedy.</summary>
internal sealed class CommandException(string message) : Exception(message);
