namespace k8s.KubeConfigModels;

/// <summary>A command that prints credentials.</summary>
public sealed record ExternalExecution
{
    public string ApiVersion { get; init; } = "";

    public string Command { get; init; } = "";

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> EnvironmentVariables { get; init; } = [];

    public string? InstallHint { get; init; }
}
