using System.ComponentModel.DataAnnotations;
using InferenceEndpoints.Gateway.Cors;
using InferenceEndpoints.Hosting;
using Microsoft.Extensions.Options;

namespace InferenceEndpoints.Gateway.Settings;

/// <summary>Settings of the gateway process. Configuration section <c>Gateway</c>; environment variables <c>Gateway__Name</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>The only namespaces to serve, such as <c>team-a,team-b</c>; null or empty: all of them. Default: all.</summary>
    [RegularExpression(NamespaceList.Pattern, ErrorMessage = "Gateway:Namespace must be names of namespaces, with commas in between")]
    public string? Namespace { get; set; }

    /// <summary>The address that all ports listen on. Default <c>0.0.0.0</c>.</summary>
    [RegularExpression(@"^[0-9a-fA-F.:]+$", ErrorMessage = "Gateway:ListenAddress must be an IP address")]
    public string ListenAddress { get; set; } = "0.0.0.0";

    /// <summary>TCP port for callers from anywhere: public and protected endpoints. Default 8080.</summary>
    [Range(0, 65535, ErrorMessage = "Gateway:Port must be between 0 (any free port) and 65535")]
    public int Port { get; set; } = 8080;

    /// <summary>TCP port for callers inside the cluster: private endpoints, too. Default 8081.</summary>
    [Range(0, 65535, ErrorMessage = "Gateway:InternalPort must be between 0 (any free port) and 65535")]
    public int InternalPort { get; set; } = 8081;

    /// <summary>TCP port of <c>/metrics</c>, <c>/healthz</c> and <c>/readyz</c>. Default 8082.</summary>
    [Range(0, 65535, ErrorMessage = "Gateway:MetricsPort must be between 0 (any free port) and 65535")]
    public int MetricsPort { get; set; } = 8082;

    /// <summary>TLS, beside the ports without it.</summary>
    [ValidateObjectMembers]
    public TlsOptions Tls { get; set; } = new();

    /// <summary>
    /// How long nothing may move in either direction, which includes the model's thinking before its first byte; there is no limit to the
    /// total. Default 10 minutes: answers that are not streamed took 460 s on Hugging Face's proxy without being cut.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "24:00:00", ErrorMessage = "Gateway:ActivityTimeout must be between 100 ms and 24 hours")]
    public TimeSpan ActivityTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Until a replica has accepted a connection; then the next one is tried. Default 2 s: it is in the same cluster.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00", ErrorMessage = "Gateway:ConnectTimeout must be between 100 ms and 1 minute")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Replicas that are tried for a request of which nothing has been consumed. Default 3.</summary>
    [Range(1, 16, ErrorMessage = "Gateway:MaxAttempts must be between 1 and 16")]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>
    /// The longest that a request waits for a replica, whatever its caller or <c>spec.coldStart.holdSeconds</c> say. Default 1 hour, as the
    /// longest <c>holdSeconds</c>.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "24:00:00", ErrorMessage = "Gateway:MaxHoldTime must be between 0 (nothing waits) and 24 hours")]
    public TimeSpan MaxHoldTime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Requests that wait for a replica of any endpoint; one more is answered 429. Default 10,000: about 120 MiB.</summary>
    [Range(0, 1_000_000, ErrorMessage = "Gateway:MaxHeldRequests must be between 0 and 1000000")]
    public int MaxHeldRequests { get; set; } = 10_000;

    /// <summary>Requests that wait for a replica of one endpoint; one more is answered 429. Default 1,000.</summary>
    [Range(0, 1_000_000, ErrorMessage = "Gateway:MaxHeldRequestsPerEndpoint must be between 0 and 1000000")]
    public int MaxHeldRequestsPerEndpoint { get; set; } = 1_000;

    /// <summary>
    /// Bytes of the bodies of all requests that wait, as far as they come into memory; a request with which there would be more is answered 429.
    /// Default 256 MiB.
    /// </summary>
    [Range(0, long.MaxValue, ErrorMessage = "Gateway:MaxHeldBytes must be 0 or more")]
    public long MaxHeldBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>The same for requests that wait for a replica of one endpoint. Default 64 MiB.</summary>
    [Range(0, long.MaxValue, ErrorMessage = "Gateway:MaxHeldBytesPerEndpoint must be 0 or more")]
    public long MaxHeldBytesPerEndpoint { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// Requests that a replica gets at once of those which waited; then one more for each that it answers. Default 64: half of what TGI takes
    /// before it refuses.
    /// </summary>
    [Range(1, 100_000, ErrorMessage = "Gateway:MaxReleasedPerReplica must be between 1 and 100000")]
    public int MaxReleasedPerReplica { get; set; } = 64;

    /// <summary>Bytes of a request's body; more is answered 413. Default null: no limit, as bodies are not kept.</summary>
    [Range(1, long.MaxValue, ErrorMessage = "Gateway:MaxRequestBodyBytes must be 1 or more")]
    public long? MaxRequestBodyBytes { get; set; }

    /// <summary>
    /// Bytes of a body that are kept where it has to be understood: until its <c>model</c> has come, where that says which endpoint is meant
    /// (later is answered 400), of a prompt that is put in other words for the engine (more is answered 413),
    /// and of one whose answer may be in the cache. Default 1 MiB.
    /// </summary>
    [Range(1024, 67_108_864, ErrorMessage = "Gateway:MaxPeekedBytes must be between 1 KiB and 64 MiB")]
    public int MaxPeekedBytes { get; set; } = 1024 * 1024;

    /// <summary>Answers that are given again.</summary>
    [ValidateObjectMembers]
    public CacheOptions Cache { get; set; } = new();

    /// <summary>Bytes of all headers of a request; more is answered 431. Default 32 KiB, as Kestrel's.</summary>
    [Range(1024, 1_048_576, ErrorMessage = "Gateway:MaxRequestHeaderBytes must be between 1 KiB and 1 MiB")]
    public int MaxRequestHeaderBytes { get; set; } = 32 * 1024;

    /// <summary>Bytes of the first line of a request; more is answered 414. Default 8 KiB, as Kestrel's and nginx's.</summary>
    [Range(256, 65_536, ErrorMessage = "Gateway:MaxRequestLineBytes must be between 256 and 65536")]
    public int MaxRequestLineBytes { get; set; } = 8 * 1024;

    /// <summary>Headers of a request; more are answered 431. Default 100, as Kestrel's.</summary>
    [Range(10, 1000, ErrorMessage = "Gateway:MaxRequestHeaders must be between 10 and 1000")]
    public int MaxRequestHeaders { get; set; } = 100;

    /// <summary>From a request's first byte to the end of its headers; more is answered 408. Default 30 s, as Kestrel's.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00", ErrorMessage = "Gateway:RequestHeadersTimeout must be between 100 ms and 1 hour")]
    public TimeSpan RequestHeadersTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a connection may be without a request before it is closed. Default 130 s, as Kestrel's: more than the 60 s for which most load
    /// balancers keep one, as the side that asks must be the first to close.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "24:00:00", ErrorMessage = "Gateway:KeepAliveTimeout must be between 100 ms and 24 hours")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>Connections on a port; one more is closed at once. Default null: no limit.</summary>
    [Range(1, long.MaxValue, ErrorMessage = "Gateway:MaxConnections must be 1 or more")]
    public long? MaxConnections { get; set; }

    /// <summary>Requests at once on a connection of HTTP/2; one more is refused with REFUSED_STREAM. Default 100, as Kestrel's.</summary>
    [Range(1, 10_000, ErrorMessage = "Gateway:MaxStreamsPerConnection must be between 1 and 10000")]
    public int MaxStreamsPerConnection { get; set; } = 100;

    /// <summary>
    /// A proxy before the gateway sets <c>X-Forwarded-*</c>, which is then kept and added to. Default off: what a caller claims is dropped.
    /// </summary>
    public bool TrustForwardedHeaders { get; set; }

    /// <summary>
    /// The origins whose pages may call endpoints from a browser, such as <c>https://app.example.com</c>, <c>https://*.example.com</c> or
    /// <c>*</c>. Default none: replicas answer browsers themselves, or not.
    /// </summary>
    [Origins(ErrorMessage = "Gateway:AllowedOrigins must be origins such as https://app.example.com, without a path, or *")]
    public IList<string> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// Whom Kubernetes' tokens must be made for (<c>kubectl create token --audience</c>); null or empty: the API server itself. Default: that.
    /// </summary>
    public string? TokenAudience { get; set; }

    /// <summary>How long the API server's word on a Kubernetes token holds. Default 20 s; the range keeps a revocation below a minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:25", ErrorMessage = "Gateway:TokenReviewLifetime must be between 100 ms and 25 s")]
    public TimeSpan TokenReviewLifetime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>A line of JSON on standard output for each request. Default on.</summary>
    public bool AccessLog { get; set; } = true;

    /// <summary>
    /// How long a process that is told to stop still takes requests, while <c>/readyz</c> says no. Default 5 s: until every node has heard that
    /// the pod is no endpoint of its Service any more.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00", ErrorMessage = "Gateway:ShutdownDelay must be between 0 and 10 minutes")]
    public TimeSpan ShutdownDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long requests in flight may take to end after that. Default 30 s. The pod's <c>terminationGracePeriodSeconds</c> must be longer than both.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "24:00:00", ErrorMessage = "Gateway:ShutdownTimeout must be between 0 and 24 hours")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
