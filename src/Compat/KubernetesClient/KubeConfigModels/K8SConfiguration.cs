namespace k8s.KubeConfigModels;

/// <summary>A kubeconfig, or several merged ones. Paths in it are absolute.</summary>
public sealed class K8SConfiguration
{
    public string? CurrentContext { get; set; }

    public IList<Context> Contexts { get; init; } = [];

    public IList<Cluster> Clusters { get; init; } = [];

    public IList<User> Users { get; init; } = [];
}

public sealed record Context(string Name, ContextDetails ContextDetails);

public sealed record ContextDetails
{
    public string? Cluster { get; init; }

    public string? User { get; init; }

    public string? Namespace { get; init; }
}

public sealed record Cluster(string Name, ClusterEndpoint ClusterEndpoint);

public sealed record ClusterEndpoint
{
    public string? Server { get; init; }

    public string? CertificateAuthority { get; init; }

    /// <summary>Base64 of PEM.</summary>
    public string? CertificateAuthorityData { get; init; }

    public string? TlsServerName { get; init; }

    public bool SkipTlsVerify { get; init; }

    public string? ProxyUrl { get; init; }
}

public sealed record User(string Name, UserCredentials UserCredentials);

public sealed record UserCredentials
{
    public string? ClientCertificate { get; init; }

    public string? ClientCertificateData { get; init; }

    public string? ClientKey { get; init; }

    public string? ClientKeyData { get; init; }

    public string? Token { get; init; }

    public string? TokenFile { get; init; }

    public ExternalExecution? ExternalExecution { get; init; }
}

/// <summary>A command that prints credentials.</summary>
public sealed record ExternalExecution
{
    public string ApiVersion { get; init; } = "";

    public string Command { get; init; } = "";

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> EnvironmentVariables { get; init; } = [];

    public string? InstallHint { get; init; }
}
