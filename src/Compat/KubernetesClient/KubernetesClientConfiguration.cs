using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using k8s.Exceptions;
using k8s.KubeConfigModels;

namespace k8s;

/// <summary>Where the API server is, and who we are.</summary>
public sealed partial class KubernetesClientConfiguration
{
    /// <summary>The API server's URL.</summary>
    public string Host { get; set; } = "http://localhost:8080";

    /// <summary>The context's namespace; null: it names none.</summary>
    public string? Namespace { get; set; }

    public string? CurrentContext { get; set; }

    /// <summary>Authorities that may sign the API server's certificate. Null: the machine's own.</summary>
    public X509Certificate2Collection? SslCaCerts { get; set; }

    public bool SkipTlsVerify { get; set; }

    /// <summary>The name to expect in the API server's certificate. Null: the host's.</summary>
    public string? TlsServerName { get; set; }

    public Uri? ProxyUri { get; set; }

    /// <summary>How long a request other than a watch may take. Default 100 s, upstream's; the API server itself gives up after a minute.</summary>
    public TimeSpan HttpClientTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>The certificate, with its key, that we authenticate with.</summary>
    public X509Certificate2? ClientCertificate { get; set; }

    public string? AccessToken { get; set; }

    /// <summary>A file that holds the token and is replaced now and then, as a pod's is every hour.</summary>
    public string? AccessTokenFile { get; set; }

    /// <summary>A command that prints credentials.</summary>
    public ExternalExecution? ExternalExecution { get; set; }

    /// <summary>
    /// <c>KUBECONFIG</c> (a list of files) when set, else <c>~/.kube/config</c> when it exists, else the pod's own service account, else
    /// <c>localhost:8080</c>: the order that kubectl has.
    /// </summary>
    /// <exception cref="KubeConfigException">What was found cannot be used.</exception>
    public static KubernetesClientConfiguration BuildDefaultConfig()
    {
        var list = Environment.GetEnvironmentVariable("KUBECONFIG");
        if (!string.IsNullOrEmpty(list))
        {
            return BuildConfig(list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), currentContext: null, masterUrl: null);
        }

        var file = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
        if (File.Exists(file))
        {
            return BuildConfig([file], currentContext: null, masterUrl: null);
        }

        return IsInCluster() ? InClusterConfig() : new KubernetesClientConfiguration();
    }

    /// <param name="kubeconfigPath">The file. Null: as <see cref="BuildDefaultConfig"/> finds it.</param>
    /// <param name="currentContext">The context. Null: the file's current one.</param>
    /// <param name="masterUrl">Replaces the server of the context.</param>
    /// <exception cref="KubeConfigException">The file or the context cannot be used.</exception>
    public static KubernetesClientConfiguration BuildConfigFromConfigFile(
        string? kubeconfigPath = null, string? currentContext = null, string? masterUrl = null)
    {
        if (kubeconfigPath is not null)
        {
            return BuildConfig([kubeconfigPath], currentContext, masterUrl);
        }

        var list = Environment.GetEnvironmentVariable("KUBECONFIG");
        var paths = string.IsNullOrEmpty(list)
            ? [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config")]
            : list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return BuildConfig(paths, currentContext, masterUrl);
    }

    private static KubernetesClientConfiguration BuildConfig(string[] paths, string? currentContext, string? masterUrl)
    {
        // As kubectl: files of the list that are missing are passed over, unless none is there.
        var present = paths.Where(File.Exists).ToArray();
        var source = string.Join(Path.PathSeparator, paths);
        if (present.Length == 0)
        {
            throw new KubeConfigException($"kubeconfig {source} does not exist: set KUBECONFIG to a file that does");
        }

        var merged = KubeConfigReader.ReadAndMerge(present);
        var contextName = currentContext ?? merged.CurrentContext
            ?? throw new KubeConfigException($"kubeconfig {source} has no current-context: set it, or name a context");
        var context = merged.Contexts.FirstOrDefault(context => context.Name == contextName)?.ContextDetails
            ?? throw new KubeConfigException(
                $"kubeconfig {source} has no context '{contextName}'; it has: {string.Join(", ", merged.Contexts.Select(known => known.Name))}");
        var cluster = merged.Clusters.FirstOrDefault(cluster => cluster.Name == context.Cluster)?.ClusterEndpoint
            ?? throw new KubeConfigException($"kubeconfig {source}: context '{contextName}' names cluster '{context.Cluster}', which is not there");
        var user = string.IsNullOrEmpty(context.User)
            ? new UserCredentials()
            : merged.Users.FirstOrDefault(user => user.Name == context.User)?.UserCredentials
                ?? throw new KubeConfigException($"kubeconfig {source}: context '{contextName}' names user '{context.User}', which is not there");
        return Build(source, contextName, context, cluster, user, masterUrl);
    }

    private static KubernetesClientConfiguration Build(
        string source, string contextName, ContextDetails context, ClusterEndpoint cluster, UserCredentials user, string? masterUrl)
    {
        var where = $"kubeconfig {source}, context '{contextName}'";
        return new KubernetesClientConfiguration
        {
            Host = Url(where, "server", masterUrl ?? cluster.Server)?.OriginalString
                ?? throw new KubeConfigException($"{where}: cluster '{context.Cluster}' has no server"),
            Namespace = context.Namespace,
            CurrentContext = contextName,
            SslCaCerts = Authorities(where, cluster),
            SkipTlsVerify = cluster.SkipTlsVerify,
            TlsServerName = cluster.TlsServerName,
            ProxyUri = Url(where, "proxy-url", cluster.ProxyUrl),
            ClientCertificate = CertificateOf(where, user),
            AccessToken = user.TokenFile is null ? user.Token : null,
            AccessTokenFile = user.TokenFile,
            ExternalExecution = user.ExternalExecution,
        };
    }

    private static X509Certificate2Collection? Authorities(string where, ClusterEndpoint cluster)
    {
        if (Pem(where, "certificate-authority", cluster.CertificateAuthorityData, cluster.CertificateAuthority) is not { } pem)
        {
            return null;
        }

        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(pem);
            return authorities.Count > 0 ? authorities : throw new KubeConfigException($"{where}: certificate-authority holds no PEM certificate");
        }
        catch (CryptographicException e)
        {
            throw new KubeConfigException($"{where}: certificate-authority: {e.Message}", e);
        }
    }

    private static X509Certificate2? CertificateOf(string where, UserCredentials user)
    {
        var certificate = Pem(where, "client-certificate", user.ClientCertificateData, user.ClientCertificate);
        var key = Pem(where, "client-key", user.ClientKeyData, user.ClientKey);
        switch (certificate, key)
        {
            case (null, null):
                return null;
            case (null, _) or (_, null):
                throw new KubeConfigException($"{where}: client-certificate and client-key must be set together");
            default:
                try
                {
                    return X509Certificate2.CreateFromPem(certificate, key);
                }
                catch (Exception e) when (e is CryptographicException or ArgumentException)
                {
                    throw new KubeConfigException($"{where}: client-certificate and client-key do not make a certificate: {e.Message}", e);
                }
        }
    }

    private static Uri? Url(string where, string field, string? text)
    {
        if (text is null)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0
            ? url
            : throw new KubeConfigException($"{where}: {field} '{text}' is not a URL such as https://host:6443");
    }

    private static string? Pem(string where, string field, string? data, string? file)
    {
        try
        {
            return data is not null ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(data)) : file is null ? null : File.ReadAllText(file);
        }
        catch (FormatException e)
        {
            throw new KubeConfigException($"{where}: {field}-data is not base64", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException($"{where}: {field}: {e.Message}", e);
        }
    }
}
