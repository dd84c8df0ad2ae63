namespace k8s.KubeConfigModels;

/// <summary>A kubeconfig, or several merged ones. Paths in it are absolute.</summary>
internal sealed class K8SConfiguration
{
    public string? CurrentContext { get; set; }

    public IList<Context> Contexts { get; init; } = [];

    public IList<Cluster> Clusters { get; init; } = [];

    public IList<User> Users { get; init; } = [];
}

internal sealed record Context(string Name, ContextDetails ContextDetails);

internal sealed record ContextDetails
{
    public string? Cluster { get; init; }

    public string? User { get; init; }

    public string? Namespace { get; init; }
}

internal sealed record Cluster(string Name, ClusterEndpoint ClusterEndpoint);

internal sealed record ClusterEndpoint
{
    public string? Server { get; init; }

    public string? CertificateAuthority { get; init; }

    /// <summary>Base64 of PEM.</summary>
    public string? CertificateAuthorityData { get; init; }

    public string? TlsServerName { get; init; }

    public bool SkipTlsVerify { get; init; }

    public string? ProxyUrl { get; init; }
}

internal sealed record User(string Name, UserCredentials UserCredentials);

internal sealed record UserCredentials
{
    public string? ClientCertificate { get; init; }

    public string? ClientCertificateData { get; init; }

    public string? ClientKey { get; init; }

    public string? ClientKeyData { get; init; }

    public string? Token { get; init; }

    public string? TokenFile { get; init; }

    public ExternalExecution? ExternalExecution { get; init; }
}
