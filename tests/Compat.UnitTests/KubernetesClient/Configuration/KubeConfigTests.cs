using System.Text;
using k8s;
using k8s.Exceptions;

namespace Compat.UnitTests.KubernetesClient.Configuration;

public sealed class KubeConfigTests : IClassFixture<TestCertificates>, IDisposable
{
    private readonly TestCertificates certificates;
    private readonly TestFolder folder = new();
    private readonly string? kubeconfig = Environment.GetEnvironmentVariable("KUBECONFIG");

    public KubeConfigTests(TestCertificates certificates) => this.certificates = certificates;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("KUBECONFIG", kubeconfig);
        folder.Dispose();
    }

    [Fact]
    public void The_current_context_chooses_cluster_user_and_namespace()
    {
        var config = Read("""
            apiVersion: v1
            kind: Config
            current-context: second
            clusters:
            - {name: c1, cluster: {server: "https://one:6443"}}
            - name: c2
              cluster: {server: "https://two:6443", insecure-skip-tls-verify: true, tls-server-name: api, proxy-url: "http://proxy:3128"}
            users:
            - {name: u1, user: {token: t1}}
            - {name: u2, user: {token: t2}}
            contexts:
            - {name: first, context: {cluster: c1, user: u1}}
            - {name: second, context: {cluster: c2, user: u2, namespace: ns2}}
            """);
        Assert.Equal(("https://two:6443", "ns2", "second", "t2"), (config.Host, config.Namespace, config.CurrentContext, config.AccessToken));
        Assert.Equal((true, "api", "http://proxy:3128/"), (config.SkipTlsVerify, config.TlsServerName, config.ProxyUri!.ToString()));
        Assert.Null(config.SslCaCerts);
        Assert.Null(config.ClientCertificate);
    }

    [Fact]
    public void A_context_and_a_server_can_be_named()
    {
        var path = folder.Write("config", """
            clusters: [{name: c, cluster: {server: "https://one:6443"}}]
            contexts: [{name: nobody, context: {cluster: c}}]
            """);
        var config = KubernetesClientConfiguration.BuildConfigFromConfigFile(path, "nobody", "https://other:1");
        Assert.Equal(("https://other:1", "nobody", null, null), (config.Host, config.CurrentContext, config.Namespace, config.AccessToken));
    }

    [Fact]
    public void In_a_list_of_files_the_first_that_sets_a_value_wins()
    {
        var first = folder.Write("a/config", """
            current-context: x
            clusters: [{name: c, cluster: {server: "https://first:1"}}]
            users: [{name: u, user: {tokenFile: token}}]
            """);
        var second = folder.Write("b/config", """
            current-context: y
            clusters: [{name: c, cluster: {server: "https://second:1"}}, {name: d, cluster: {server: "https://d:1"}}]
            contexts: [{name: x, context: {cluster: c, user: u, namespace: from-b}}]
            """);
        Environment.SetEnvironmentVariable("KUBECONFIG", string.Join(Path.PathSeparator, folder.PathOf("missing"), first, "", second));

        foreach (var config in new[] { KubernetesClientConfiguration.BuildDefaultConfig(), KubernetesClientConfiguration.BuildConfigFromConfigFile() })
        {
            Assert.Equal(("https://first:1", "from-b", "x"), (config.Host, config.Namespace, config.CurrentContext));
            Assert.Equal(folder.PathOf("a/token"), config.AccessTokenFile);
        }
    }

    [Fact]
    public void A_list_without_any_file_is_an_error_that_names_them()
    {
        Environment.SetEnvironmentVariable("KUBECONFIG", folder.PathOf("missing"));
        var error = Assert.Throws<KubeConfigException>(KubernetesClientConfiguration.BuildDefaultConfig);
        Assert.Contains(folder.PathOf("missing"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificates_are_found_relative_to_their_file()
    {
        folder.Write("pki/ca.crt", certificates.Authority.ExportCertificatePem());
        folder.Write("pki/alice.crt", certificates.Client.ExportCertificatePem());
        folder.Write("pki/alice.key", certificates.ClientKeyPem);
        var config = Read(Config(
            "{server: 'https://h:1', certificate-authority: pki/ca.crt}",
            "{client-certificate: pki/alice.crt, client-key: ../nested/../" + Path.GetFileName(Path.GetDirectoryName(folder.PathOf("x"))) + "/pki/alice.key}"));
        Assert.Equal(certificates.Authority.Thumbprint, Assert.Single(config.SslCaCerts!).Thumbprint);
        Assert.Equal("CN=alice", config.ClientCertificate!.Subject);
        Assert.True(config.ClientCertificate.HasPrivateKey);
    }

    [Fact]
    public void Certificates_within_the_file_come_before_those_beside_it()
    {
        var config = Read(Config(
            $"{{server: 'https://h:1', certificate-authority: missing, certificate-authority-data: {Base64(certificates.Authority.ExportCertificatePem())}}}",
            $"{{client-certificate-data: {Base64(certificates.Client.ExportCertificatePem())}, client-key-data: {Base64(certificates.ClientKeyPem)}}}"));
        Assert.Equal(certificates.Authority.Thumbprint, Assert.Single(config.SslCaCerts!).Thumbprint);
        Assert.Equal(certificates.Client.Thumbprint, config.ClientCertificate!.Thumbprint);
    }

    [Fact]
    public void A_token_file_comes_before_a_token()
    {
        var config = Read(Config("{server: 'https://h:1'}", "{token: t, tokenFile: secrets/token}"));
        Assert.Equal((null, folder.PathOf("secrets/token")), (config.AccessToken, config.AccessTokenFile));
    }

    [Fact]
    public void A_command_is_read_with_its_arguments_and_environment()
    {
        var config = Read(Config("{server: 'https://h:1'}", """
            {exec: {apiVersion: client.authentication.k8s.io/v1, command: bin/login, args: [-v, ""], env: [{name: A, value: b}], installHint: get it}}
            """));
        var exec = config.ExternalExecution!;
        Assert.Equal(("client.authentication.k8s.io/v1", folder.PathOf("bin/login"), "get it"), (exec.ApiVersion, exec.Command, exec.InstallHint));
        Assert.Equal(["-v", ""], exec.Arguments);
        Assert.Equal([KeyValuePair.Create("A", "b")], exec.EnvironmentVariables);
        Assert.Equal("login", Read(Config("{server: 'https://h:1'}", "{exec: {command: login}}")).ExternalExecution!.Command);
    }

    [Theory]
    [InlineData("{server: 'https://h:1'", "{}", "is not YAML")]
    [InlineData("{}", "{}", "cluster 'c' has no server")]
    [InlineData("{server: 'h:1/x y'}", "{}", "server 'h:1/x y' is not a URL")]
    [InlineData("{server: /h}", "{}", "server '/h' is not a URL")]
    [InlineData("{server: 'https://h:1', proxy-url: nonsense}", "{}", "proxy-url 'nonsense' is not a URL")]
    [InlineData("{server: 'https://h:1', certificate-authority: missing.crt}", "{}", "missing.crt")]
    [InlineData("{server: 'https://h:1', certificate-authority-data: '?'}", "{}", "certificate-authority-data is not base64")]
    [InlineData("{server: 'https://h:1', certificate-authority-data: AAAA}", "{}", "certificate-authority holds no PEM certificate")]
    [InlineData("{server: 'https://h:1', certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFBQUEKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=}", "{}", "certificate-authority")]
    [InlineData("{server: 'https://h:1'}", "{client-certificate-data: AAAA}", "client-certificate and client-key must be set together")]
    [InlineData("{server: 'https://h:1'}", "{client-key-data: AAAA}", "client-certificate and client-key must be set together")]
    [InlineData("{server: 'https://h:1'}", "{client-certificate-data: AAAA, client-key-data: AAAA}", "do not make a certificate")]
    public void What_cannot_be_used_is_named(string cluster, string user, string words)
    {
        var error = Assert.Throws<KubeConfigException>(() => Read(Config(cluster, user)));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains(folder.PathOf("config"), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "has no current-context")]
    [InlineData("current-context: x", "has no context 'x'")]
    [InlineData("{current-context: x, contexts: [{name: x, context: {cluster: c}}]}", "names cluster 'c', which is not there")]
    [InlineData("{current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://h'}}]}", "names user 'u', which is not there")]
    [InlineData("clusters: [{cluster: {}}]", "clusters[0] has no name")]
    public void What_is_missing_is_named(string yaml, string words) =>
        Assert.Contains(words, Assert.Throws<KubeConfigException>(() => Read(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_pod_finds_its_API_server_and_its_service_account()
    {
        folder.Write("token", "t\n");
        folder.Write("namespace", "prod\n");
        folder.Write("ca.crt", certificates.Authority.ExportCertificatePem());
        var config = KubernetesClientConfiguration.InClusterConfig(folder.PathOf(""), Pod("10.96.0.1"));
        Assert.Equal(("https://10.96.0.1:443", "prod", folder.PathOf("token")), (config.Host, config.Namespace, config.AccessTokenFile));
        Assert.Equal(certificates.Authority.Thumbprint, Assert.Single(config.SslCaCerts!).Thumbprint);
        Assert.Equal("https://[fd00::1]:443", KubernetesClientConfiguration.InClusterConfig(folder.PathOf(""), Pod("fd00::1")).Host);
    }

    [Fact]
    public void A_pod_without_a_service_account_is_not_in_the_cluster()
    {
        Assert.False(KubernetesClientConfiguration.IsInCluster(folder.PathOf(""), Pod("10.96.0.1")));
        Assert.Throws<KubeConfigException>(() => KubernetesClientConfiguration.InClusterConfig(folder.PathOf(""), Pod("10.96.0.1")));
        folder.Write("token", "t");
        Assert.True(KubernetesClientConfiguration.IsInCluster(folder.PathOf(""), Pod("10.96.0.1")));
        Assert.False(KubernetesClientConfiguration.IsInCluster(folder.PathOf(""), _ => null));
        var error = Assert.Throws<KubeConfigException>(() => KubernetesClientConfiguration.InClusterConfig(folder.PathOf(""), Pod("10.96.0.1")));
        Assert.Contains("ca.crt", error.Message, StringComparison.Ordinal);
    }

    private static Func<string, string?> Pod(string host) => name => name switch
    {
        "KUBERNETES_SERVICE_HOST" => host,
        "KUBERNETES_SERVICE_PORT" => "443",
        _ => null,
    };

    private static string Config(string cluster, string user) => $"""
        current-context: x
        clusters:
        - name: c
          cluster: {cluster}
        users:
        - name: u
          user: {user.Trim()}
        contexts:
        - name: x
          context:
            cluster: c
            user: u
        """;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private KubernetesClientConfiguration Read(string yaml) => KubernetesClientConfiguration.BuildConfigFromConfigFile(folder.Write("config", yaml));
}
