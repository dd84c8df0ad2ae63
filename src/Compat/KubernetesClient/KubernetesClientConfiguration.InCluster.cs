using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using k8s.Exceptions;

namespace k8s;

public sealed partial class KubernetesClientConfiguration
{
    private const string ServiceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Whether this process runs in a pod with a service account.</summary>
    public static bool IsInCluster() => IsInCluster(ServiceAccountFolder, Environment.GetEnvironmentVariable);

    /// <exception cref="KubeConfigException">This is not a pod, or it has no usable service account.</exception>
    public static KubernetesClientConfiguration InClusterConfig() => InClusterConfig(ServiceAccountFolder, Environment.GetEnvironmentVariable);

    internal static bool IsInCluster(string folder, Func<string, string?> environment) =>
        !string.IsNullOrEmpty(environment("KUBERNETES_SERVICE_HOST"))
        && !string.IsNullOrEmpty(environment("KUBERNETES_SERVICE_PORT"))
        && File.Exists(Path.Combine(folder, "token"));

    internal static KubernetesClientConfiguration InClusterConfig(string folder, Func<string, string?> environment)
    {
        if (!IsInCluster(folder, environment))
        {
            throw new KubeConfigException($"This process is not in a pod with a service account: no {folder}/token or KUBERNETES_SERVICE_HOST");
        }

        var namespaceFile = Path.Combine(folder, "namespace");
        var host = environment("KUBERNETES_SERVICE_HOST")!;
        return new KubernetesClientConfiguration
        {
            Host = $"https://{(host.Contains(':') ? $"[{host}]" : host)}:{environment("KUBERNETES_SERVICE_PORT")}",
            Namespace = File.Exists(namespaceFile) ? File.ReadAllText(namespaceFile).Trim() : null,
            SslCaCerts = ServiceAccountAuthorities(Path.Combine(folder, "ca.crt")),
            AccessTokenFile = Path.Combine(folder, "token"),
        };
    }

    private static X509Certificate2Collection ServiceAccountAuthorities(string file)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            return authorities;
        }
        catch (Exception e) when (e is IOException or CryptographicException)
        {
            throw new KubeConfigException($"The service account's {file} cannot be used: {e.Message}", e);
        }
    }
}
