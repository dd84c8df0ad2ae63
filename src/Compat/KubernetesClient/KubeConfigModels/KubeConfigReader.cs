using k8s.Exceptions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace k8s.KubeConfigModels;

/// <summary>Reads kubeconfig files and merges them: the first file that sets a value, or names an entry, wins.</summary>
internal static class KubeConfigReader
{
    public static K8SConfiguration ReadAndMerge(IEnumerable<string> paths)
    {
        var merged = new K8SConfiguration();
        foreach (var path in paths)
        {
            var file = Read(path);
            merged.CurrentContext ??= file.CurrentContext;
            AddMissing(merged.Clusters, file.Clusters, cluster => cluster.Name);
            AddMissing(merged.Users, file.Users, user => user.Name);
            AddMissing(merged.Contexts, file.Contexts, context => context.Name);
        }

        return merged;
    }

    private static K8SConfiguration Read(string path)
    {
        var root = Load(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new K8SConfiguration
        {
            CurrentContext = root.Text("current-context"),
            Clusters = [.. Entries(root, path, "clusters", "cluster").Select(entry => new Cluster(entry.Name, ClusterOf(entry.Body, folder)))],
            Users = [.. Entries(root, path, "users", "user").Select(entry => new User(entry.Name, CredentialsOf(entry.Body, folder)))],
            Contexts = [.. Entries(root, path, "contexts", "context").Select(entry => new Context(entry.Name, DetailsOf(entry.Body)))],
        };
    }

    private static KubeConfigNode Load(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var yaml = new YamlStream();
            yaml.Load(reader);
            return new KubeConfigNode(yaml.Documents.Count == 0 ? new YamlMappingNode() : yaml.Documents[0].RootNode);
        }
        catch (YamlException e)
        {
            throw new KubeConfigException($"kubeconfig {path} is not YAML: line {e.Start.Line}: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // YamlDotNet's scanner, when a brace is missing.
            throw new KubeConfigException($"kubeconfig {path} is not YAML: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException($"kubeconfig {path} cannot be read: {e.Message}", e);
        }
    }

    private static IEnumerable<(string Name, KubeConfigNode Body)> Entries(KubeConfigNode root, string path, string list, string body) =>
        root.Items(list).Select((entry, index) => (
            entry.Text("name") ?? throw new KubeConfigException($"kubeconfig {path}: {list}[{index}] has no name"),
            entry.Child(body)));

    private static ClusterEndpoint ClusterOf(KubeConfigNode cluster, string folder) => new()
    {
        Server = cluster.Text("server"),
        CertificateAuthority = cluster.Path("certificate-authority", folder),
        CertificateAuthorityData = cluster.Text("certificate-authority-data"),
        TlsServerName = cluster.Text("tls-server-name"),
        SkipTlsVerify = cluster.Text("insecure-skip-tls-verify") == "true",
        ProxyUrl = cluster.Text("proxy-url"),
    };

    private static ContextDetails DetailsOf(KubeConfigNode context) => new()
    {
        Cluster = context.Text("cluster"),
        User = context.Text("user"),
        Namespace = context.Text("namespace"),
    };

    private static UserCredentials CredentialsOf(KubeConfigNode user, string folder) => new()
    {
        ClientCertificate = user.Path("client-certificate", folder),
        ClientCertificateData = user.Text("client-certificate-data"),
        ClientKey = user.Path("client-key", folder),
        ClientKeyData = user.Text("client-key-data"),
        Token = user.Text("token"),
        TokenFile = user.Path("tokenFile", folder),
        ExternalExecution = user.Has("exec") ? ExecutionOf(user.Child("exec"), folder) : null,
    };

    private static ExternalExecution ExecutionOf(KubeConfigNode exec, string folder)
    {
        var command = exec.Text("command") ?? "";
        return new ExternalExecution
        {
            ApiVersion = exec.Text("apiVersion") ?? "",
            // A bare name is looked up on the PATH; anything with a slash is relative to the file, as for kubectl.
            Command = command.Contains('/') ? Path.GetFullPath(command, folder) : command,
            Arguments = [.. exec.Texts("args")],
            EnvironmentVariables = [.. exec.Items("env").Select(item => KeyValuePair.Create(item.Text("name") ?? "", item.Text("value") ?? ""))],
            InstallHint = exec.Text("installHint"),
        };
    }

    private static void AddMissing<T>(IList<T> merged, IEnumerable<T> added, Func<T, string> name)
    {
        foreach (var item in added.Where(item => merged.All(known => name(known) != name(item))))
        {
            merged.Add(item);
        }
    }
}
