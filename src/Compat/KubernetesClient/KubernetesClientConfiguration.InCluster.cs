using System.Security.Cryptography.X509Certificates;
using k8s.Exceptions;

namespace k8s;

public sealed partial class KubernetesClientConfiguration
{
    private const string ServiceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Whether this process runs in a pod with a service account.</summary>
    public static bool IsInCluster() =>
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST"))
        && !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT"))
        && File.Exists(Path.Combine(ServiceAccountFolder, "token"));

    /// <exception cref="KubeConfigException">This is not a pod, or it has no service account.</exception>
    public static KubernetesClientConfiguration InClusterConfig()
    {
        if (!IsInCluster())
        {
            throw new KubeConfigException($"This process is not in a pod with a service account: no {ServiceAccountFolder}/token or KUBERNETES_SERVICE_HOST");
        }

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(Path.Combine(ServiceAccountFolder, "ca.crt"));
        var namespaceFile = Path.Combine(ServiceAccountFolder, "namespace");
        var host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST")!;
        return new KubernetesClientConfiguration
        {
            Host = $"https://{(host.Contains(':') ? $"[{host}]" : host)}:{Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT")}",
            Namespace = File.Exists(namespaceFile) ? File.ReadAllText(namespaceFile).Trim() : null,
            SslCaCerts = authorities,
            AccessTokenFile = Path.Combine(ServiceAccountFolder, "token"),
        };
    }
}
