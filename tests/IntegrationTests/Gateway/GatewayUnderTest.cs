using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway;
using InferenceEndpoints.Gateway.Auth;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Gateway.Settings;
using InferenceEndpoints.Gateway.Telemetry;
using InferenceEndpoints.Informers;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace IntegrationTests.Gateway;

/// <summary>The gateway with all its sockets, and without a cluster: the test says which endpoints, pods and keys there are.</summary>
internal sealed class GatewayUnderTest : IAsyncDisposable
{
    public const string Team = "team";
    public const string Host = "gpt2-0123abcd.endpoints.example.com";
    public const string Key = "iek-7f5d0c1e2b3a49586776859403a2b1c0";

    private readonly WebApplication app;
    private readonly CancellationTokenSource deadline = new(TimeSpan.FromSeconds(60));
    private readonly StringBuilder log = new();
    private readonly LineCapture accessLog = new();

    private GatewayUnderTest(GatewayOptions options, IKubernetes? cluster, TimeProvider? clock, Dictionary<string, string?>? variables)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(variables);
        builder.Logging.ClearProviders().AddProvider(new LogCapture(log)).SetMinimumLevel(LogLevel.Trace);
        builder.Services.TryAddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(new AccessLogOutput(accessLog));
        builder.Services.AddSingleton(cluster ?? new Kubernetes(new KubernetesClientConfiguration { Host = "http://127.0.0.1:1" }));
        app = GatewayHost.Build(builder, options);
    }

    public RoutingTable Table => app.Services.GetRequiredService<RoutingTable>();

    /// <summary>Ends a test that hangs.</summary>
    public CancellationToken Deadline => deadline.Token;

    public Uri Public => new(app.Urls.First());

    public Uri Internal => new(app.Urls.ElementAt(1));

    public Uri Telemetry => new(app.Urls.ElementAt(2));

    /// <summary>With TLS, where the options say so.</summary>
    public Uri Secure => new(app.Urls.ElementAt(3));

    /// <summary>A client that says the endpoint's host name.</summary>
    public HttpClient Client { get; private set; } = new();

    /// <summary>Everything that was logged, at all levels and with all scopes.</summary>
    public string Log
    {
        get
        {
            lock (log)
            {
                return log.ToString();
            }
        }
    }

    /// <summary>The lines of the access log, so far.</summary>
    public JsonElement[] AccessLog =>
        [.. accessLog.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

    /// <param name="configure">Settings.</param>
    /// <param name="cluster">Who knows Kubernetes' tokens; null: nobody answers.</param>
    /// <param name="clock">The gateway's; null: the system's.</param>
    /// <param name="variables">Of its environment.</param>
    public static async Task<GatewayUnderTest> StartAsync(
        Action<GatewayOptions>? configure = null, IKubernetes? cluster = null, TimeProvider? clock = null, Dictionary<string, string?>? variables = null)
    {
        var options = new GatewayOptions
        {
            ListenAddress = "127.0.0.1",
            Port = 0,
            InternalPort = 0,
            MetricsPort = 0,
            ShutdownDelay = TimeSpan.Zero,
            ShutdownTimeout = TimeSpan.Zero,
        };
        configure?.Invoke(options);
        var gateway = new GatewayUnderTest(options, cluster, clock, variables);
        await gateway.app.StartAsync();
        gateway.Client.Dispose();
        gateway.Client = gateway.CreateClient(gateway.Public);
        gateway.Table.Complete();
        return gateway;
    }

    /// <summary>A gateway with one public endpoint.</summary>
    public static async Task<GatewayUnderTest> StartAsync(Action<GatewayOptions>? configure, params V1Pod[] pods)
    {
        var gateway = await StartAsync(configure);
        gateway.Set(Endpoint(), pods);
        return gateway;
    }

    public static Task<GatewayUnderTest> StartAsync(params V1Pod[] pods) => StartAsync(configure: null, pods);

    public static InferenceEndpoint Endpoint(string type = EndpointTypes.Public, string state = "running", string ns = Team) => new()
    {
        Metadata = new V1ObjectMeta { Name = "gpt2", NamespaceProperty = ns },
        Spec = new InferenceEndpointSpec { Type = type },
        Status = new InferenceEndpointStatus { State = state, Url = $"https://{Host}" },
    };

    public HttpClient CreateClient(Uri listener) => new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })
    {
        BaseAddress = listener,
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { Host = Host },
    };

    /// <summary>Speaks HTTP/2 without TLS, and nothing else.</summary>
    public HttpClient CreateHttp2Client()
    {
        var client = CreateClient(Public);
        client.DefaultRequestVersion = HttpVersion.Version20;
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        return client;
    }

    public void Set(InferenceEndpoint endpoint, params V1Pod[] pods) => Table.Set(endpoint, pods);

    public void AddKey(string key, string ns = Team, string scope = EndpointKeyScopes.Infer, RateLimitSpec? limit = null) =>
        app.Services.GetRequiredService<KeyRing>().Apply(new InformerEvent<EndpointKey>(InformerEventType.Added, KeyObject(key, ns, scope, limit), Previous: null));

    public void RemoveKey(string key) =>
        app.Services.GetRequiredService<KeyRing>().Apply(
            new InformerEvent<EndpointKey>(InformerEventType.Deleted, KeyObject(key, Team, EndpointKeyScopes.Infer), Previous: null));

    /// <summary>The sample's value; 0 when there is none yet.</summary>
    public async Task<string> MetricAsync(string sample)
    {
        using var client = CreateClient(Telemetry);
        var text = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Deadline);
        return text.Split('\n').FirstOrDefault(line => line.StartsWith($"{sample} ", StringComparison.Ordinal))?[(sample.Length + 1)..] ?? "0";
    }

    public Task<string> RequestsAsync(int code) =>
        MetricAsync($"inferenceendpoints_gateway_requests_total{{endpoint_namespace=\"{Team}\",endpoint_name=\"gpt2\",code=\"{code}\"}}");

    /// <summary>The endpoints of its report to the operator.</summary>
    public async Task<IReadOnlyList<JsonElement>> ActivityAsync()
    {
        using var client = CreateClient(Telemetry);
        using var report = JsonDocument.Parse(await client.GetStringAsync(new Uri("/activity", UriKind.Relative), Deadline));
        return [.. report.RootElement.GetProperty("endpoints").Clone().EnumerateArray()];
    }

    /// <summary>As SIGTERM does it.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        deadline.Dispose();
    }

    private static EndpointKey KeyObject(string key, string ns, string scope, RateLimitSpec? limit = null) => new()
    {
        Metadata = new V1ObjectMeta { Name = "a-key", NamespaceProperty = ns },
        Spec = new EndpointKeySpec
        {
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))),
            Scopes = [scope],
            RateLimit = limit,
        },
    };

    private sealed class LineCapture : TextWriter
    {
        private readonly StringBuilder text = new();

        public override Encoding Encoding => Encoding.UTF8;

        public string Text
        {
            get
            {
                lock (text)
                {
                    return text.ToString();
                }
            }
        }

        public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default)
        {
            lock (text)
            {
                text.Append(buffer);
            }

            return Task.CompletedTask;
        }
    }

    private sealed class LogCapture(StringBuilder log) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (log)
            {
                log.AppendLine($"{formatter(state, exception)} {exception}");
            }
        }
    }
}
