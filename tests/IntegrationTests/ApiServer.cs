using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Cluster;
using k8s;
using k8s.Models;
using KubeOps.KubernetesClient;

namespace IntegrationTests;

/// <summary>
/// A kube-apiserver with an etcd of its own, for tests that kill it, restart it and compact its history: what one cannot do to a cluster that
/// others use. The binaries are those of the local cluster.
/// </summary>
#pragma warning disable CA1001 // xunit calls DisposeAsync.
public sealed class ApiServer : IAsyncLifetime
#pragma warning restore CA1001
{
    /// <summary>With all rights.</summary>
    public const string Token = "integration-tests";

    /// <summary>With no rights.</summary>
    public const string StrangersToken = "a-stranger";

    /// <summary>Seconds. On a machine with other things to do it starts slowly.</summary>
    private const int Patience = 120;

    private readonly string directory = Directory.CreateTempSubdirectory("apiserver-").FullName;
    private readonly int port = FreePort();
    private readonly int etcdPort = FreePort();
    private readonly int etcdPeerPort = FreePort();
    private readonly HttpClient etcd = new();
    private readonly HttpClient http;
    private Process? etcdProcess;
    private Process? apiServerProcess;
    private Process? controllersProcess;

    public ApiServer() => http = CreateHttpClient();

    /// <summary>Straight to the API server, with all rights.</summary>
    public IKubernetesClient Client { get; private set; } = null!; // set in InitializeAsync, which xunit calls first

    private static string Assets => Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache/debian-kubernetes/bin");

    public async Task InitializeAsync()
    {
        using var key = RSA.Create(2048);
        await File.WriteAllTextAsync(Path.Combine(directory, "sa.key"), key.ExportRSAPrivateKeyPem());
        await File.WriteAllTextAsync(Path.Combine(directory, "tokens.csv"), $"{Token},admin,admin,\"system:masters\"\n{StrangersToken},stranger,stranger\n");
        await FrontProxyCertificates.WriteAsync(directory);
        StartEtcd();
        await StartAsync();
        var configuration = CreateConfiguration();
        Client = new KubernetesClient(configuration, new Kubernetes(configuration));
    }

    public async Task DisposeAsync()
    {
        Client?.Dispose();
        await StopControllersAsync();
        await KillAsync();
        await KillAsync(etcdProcess);
        http.Dispose();
        etcd.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Of a client with all rights.</summary>
    public KubernetesClientConfiguration CreateConfiguration() => new() { Host = $"https://127.0.0.1:{port}", AccessToken = Token, SkipTlsVerify = true };

    /// <summary>Authenticated, and with the API server as its base address.</summary>
    public HttpClient CreateHttpClient()
    {
        // Its certificate is its own making, and it runs on this machine only.
#pragma warning disable MA0039, CA5359
        var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } };
#pragma warning restore MA0039, CA5359
        return new HttpClient(handler)
        {
            BaseAddress = new Uri($"https://127.0.0.1:{port}"),
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token) },
        };
    }

    public Task<string> KubectlAsync(CancellationToken cancellationToken, params IEnumerable<string> arguments) => Shell.RunAsync(
        "kubectl",
        [$"--server=https://127.0.0.1:{port}", $"--token={Token}", "--insecure-skip-tls-verify", .. arguments],
        input: null,
        new Dictionary<string, string> { ["KUBECONFIG"] = "/dev/null" },
        cancellationToken);

    /// <summary>A kubeconfig with all rights, whose context has the namespace.</summary>
    public string Kubeconfig(string ns) =>
        $$"""
          apiVersion: v1
          kind: Config
          current-context: tests
          clusters: [{name: tests, cluster: {server: "https://127.0.0.1:{{port}}", insecure-skip-tls-verify: true} }]
          users: [{name: admin, user: {token: {{Token}}} }]
          contexts: [{name: tests, context: {cluster: tests, user: admin, namespace: {{ns}}} }]
          """;

    public Task CreateNamespaceAsync(string name) => Client.CreateAsync(new V1Namespace
    {
        Metadata = new V1ObjectMeta { Name = name },
    });

    /// <summary>SIGKILL: no connection is closed in an orderly way.</summary>
    public async Task KillAsync()
    {
        await KillAsync(apiServerProcess);
        apiServerProcess = null;
    }

    public async Task StartAsync()
    {
        apiServerProcess = Start(
            Path.Combine(Assets, "kube-apiserver"),
            $"--etcd-servers=http://127.0.0.1:{etcdPort} --bind-address=127.0.0.1 --advertise-address=127.0.0.1 --secure-port={port} "
            + $"--cert-dir={directory} --token-auth-file={directory}/tokens.csv --service-account-key-file={directory}/sa.key "
            + $"--service-account-signing-key-file={directory}/sa.key --service-account-issuer=https://kubernetes.default.svc "
            + "--authorization-mode=RBAC --service-cluster-ip-range=10.96.0.0/16 --disable-admission-plugins=ServiceAccount "
            + $"--requestheader-client-ca-file={directory}/proxy-ca.crt --requestheader-allowed-names={FrontProxyCertificates.Name} "
            + "--requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group --requestheader-extra-headers-prefix=X-Remote-Extra- "
            + $"--proxy-client-cert-file={directory}/proxy.crt --proxy-client-key-file={directory}/proxy.key");
        await Eventually.TrueAsync(async () => await IsReadyAsync(), Patience);
    }

    /// <summary>SIGKILL to etcd, while the API server goes on, and a new one on what it had written.</summary>
    public async Task RestartEtcdAsync()
    {
        await KillAsync(etcdProcess);
        StartEtcd();
        await Eventually.TrueAsync(async () => await IsReadyAsync(), Patience);
    }

    /// <summary>Kubernetes' own controllers, of which there are none otherwise.</summary>
    public async Task StartControllersAsync(params IEnumerable<string> names)
    {
        var kubeconfig = Path.Combine(directory, "controllers");
        await File.WriteAllTextAsync(
            kubeconfig,
            $$"""
              apiVersion: v1
              kind: Config
              current-context: own
              clusters: [{name: own, cluster: {server: "https://127.0.0.1:{{port}}", insecure-skip-tls-verify: true} }]
              users: [{name: own, user: {token: {{Token}} } }]
              contexts: [{name: own, context: {cluster: own, user: own} }]
              """);
        var controllersPort = FreePort();
        controllersProcess = Start(
            Path.Combine(Assets, "kube-controller-manager"),
            $"--kubeconfig={kubeconfig} --controllers={string.Join(',', names)} --leader-elect=false --horizontal-pod-autoscaler-sync-period=1s "
            + "--node-monitor-period=1s --node-monitor-grace-period=2s --kube-api-qps=1000 --kube-api-burst=1000 "
            + $"--bind-address=127.0.0.1 --secure-port={controllersPort} --cert-dir={directory}/controllers-certs");
        await Eventually.EqualAsync(HttpStatusCode.OK, async () => await StatusAsync($"https://127.0.0.1:{controllersPort}/healthz"), Patience);
    }

    public async Task StopControllersAsync()
    {
        await KillAsync(controllersProcess);
        controllersProcess = null;
    }

    /// <summary>Forgets etcd's history up to now, as the API server does every five minutes.</summary>
    public async Task CompactAsync()
    {
        var range = await PostAsync("/v3/kv/range", new JsonObject { ["key"] = "AA==" });
        await PostAsync("/v3/kv/compaction", new JsonObject { ["revision"] = range["header"]!["revision"]!.DeepClone(), ["physical"] = true });
    }

    private async Task<JsonNode> PostAsync(string path, JsonObject body)
    {
        using var response = await etcd.PostAsJsonAsync($"http://127.0.0.1:{etcdPort}{path}", body);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>Writes that it was asked for, by its own count.</summary>
    public async Task<IReadOnlyDictionary<string, double>> WritesAsync() => ApiServerMetrics.Writes(await http.GetStringAsync(new Uri("/metrics", UriKind.Relative)));

    private void StartEtcd()
    {
        var client = $"http://127.0.0.1:{etcdPort}";
        var peer = $"http://127.0.0.1:{etcdPeerPort}";
        etcdProcess = Start(
            File.Exists(Path.Combine(Assets, "etcd")) ? Path.Combine(Assets, "etcd") : "etcd",
            $"--data-dir {directory}/etcd --unsafe-no-fsync --listen-client-urls {client} --advertise-client-urls {client} --listen-peer-urls {peer} "
            + $"--initial-advertise-peer-urls {peer} --initial-cluster default={peer}");
    }

    private async Task<bool> IsReadyAsync()
    {
        if (apiServerProcess!.HasExited)
        {
            throw new InvalidOperationException($"kube-apiserver stopped with {apiServerProcess.ExitCode}; its log is in {directory}.");
        }

        return await StatusAsync("/readyz") == HttpStatusCode.OK;
    }

    /// <summary>Null: nobody answers yet.</summary>
    private async Task<HttpStatusCode?> StatusAsync(string url)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(url, UriKind.RelativeOrAbsolute));
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private Process Start(string binary, string arguments)
    {
        var log = Path.Combine(directory, Path.GetFileName(binary) + ".log");
        return Process.Start(new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", $"exec {binary} {arguments} >>{log} 2>&1" } })!;
    }

    private static async Task KillAsync(Process? process)
    {
        if (process is not null)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

[CollectionDefinition(Name)]
public sealed class UsesApiServer : ICollectionFixture<ApiServer>
{
    public const string Name = "an API server of their own";
}
