using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using k8s.Authentication;
using k8s.Http;
using k8s.Watch;

namespace k8s;

/// <inheritdoc cref="IKubernetes"/>
public class Kubernetes : IKubernetes
{
    private readonly HttpClient http;
    private readonly ITokenSource tokens;
    private readonly ApiTransport transport;

    public Kubernetes(KubernetesClientConfiguration config)
        : this(config, TimeProvider.System)
    {
    }

    public Kubernetes(KubernetesClientConfiguration config, TimeProvider time)
    {
        http = CreateHttpClient(config);
        tokens = TokensOf(config, time);
        transport = new ApiTransport(http, new Uri(config.Host.TrimEnd('/') + "/"), tokens, config.HttpClientTimeout, time);
        Apis = new ApisOperations(transport);
        AppsV1 = new AppsV1Operations(transport);
        AuthenticationV1 = new AuthenticationV1Operations(transport);
        AuthorizationV1 = new AuthorizationV1Operations(transport);
        CoordinationV1 = new CoordinationV1Operations(transport);
        CoreV1 = new CoreV1Operations(transport);
        CustomObjects = new CustomObjectsOperations(transport);
        Version = new VersionOperations(transport);
    }

    public Uri BaseUri => transport.BaseUri;

    public IApisOperations Apis { get; }

    public IAppsV1Operations AppsV1 { get; }

    public IAuthenticationV1Operations AuthenticationV1 { get; }

    public IAuthorizationV1Operations AuthorizationV1 { get; }

    public ICoordinationV1Operations CoordinationV1 { get; }

    public ICoreV1Operations CoreV1 { get; }

    public ICustomObjectsOperations CustomObjects { get; }

    public IVersionOperations Version { get; }

    public async Task<WatchStream<T>> OpenWatchAsync<T>(WatchRequest request, CancellationToken cancellationToken)
    {
        var path = ResourcePath.WithQuery(
            ResourcePath.Of(request.Group, request.Version, request.Namespace, request.Plural),
            ("watch", true),
            ("allowWatchBookmarks", request.AllowBookmarks ? true : null),
            ("fieldSelector", request.FieldSelector),
            ("labelSelector", request.LabelSelector),
            ("resourceVersion", request.ResourceVersion),
            ("timeoutSeconds", (int?)request.Timeout?.TotalSeconds));
        var response = await transport.SendAsync(HttpMethod.Get, path, body: null, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return new WatchStream<T>(await ResponseStream.OpenAsync(response, cancellationToken));
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            http.Dispose();
            (tokens as IDisposable)?.Dispose();
        }
    }

    private static HttpClient CreateHttpClient(KubernetesClientConfiguration config)
    {
        var handler = new SocketsHttpHandler
        {
            // A hundred watches share a connection, and a new one opens when its streams are used up.
            EnableMultipleHttp2Connections = true,
            // Finds out that the other end is gone although nothing was sent: the API server restarted behind a load balancer.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            Proxy = config.ProxyUri is { } proxy ? new WebProxy(proxy) : null,
            UseProxy = config.ProxyUri is not null,
            AutomaticDecompression = DecompressionMethods.None,
            SslOptions = Tls(config),
        };
        return new HttpClient(handler)
        {
            // The handler expects the name of the Host header in the certificate, and overwrites the target of its TLS options with it.
            DefaultRequestHeaders = { Host = config.TlsServerName },
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            // Watches last; the transport ends other requests that do.
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    private static SslClientAuthenticationOptions Tls(KubernetesClientConfiguration config)
    {
        var options = new SslClientAuthenticationOptions();
        if (config.ClientCertificate is { } certificate)
        {
            options.ClientCertificates = [certificate];
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        if (config.SkipTlsVerify)
        {
#pragma warning disable CA5359 // The user asked for it: insecure-skip-tls-verify.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (config.SslCaCerts is { } authorities)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return options;
    }

    private static ITokenSource TokensOf(KubernetesClientConfiguration config, TimeProvider time) => config switch
    {
        { ExternalExecution: { } exec } => new ExecCredentials(exec, time),
        { AccessTokenFile: { } path } => new TokenFileCredentials(path, time),
        _ => new TokenCredentials(config.AccessToken),
    };
}
