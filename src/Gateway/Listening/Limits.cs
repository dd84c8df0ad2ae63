using System.Text;

using InferenceEndpoints.Gateway.Settings;

using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;

namespace InferenceEndpoints.Gateway.Listening;

/// <summary>How much, how long, how many; and what Kestrel reads more exactly than it does by itself.</summary>
internal static class Limits
{
    /// <summary>Kestrel's own switch: a line ends with CR LF, and with nothing else.</summary>
    private const string RefuseBareLineFeeds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    /// <summary>
    /// What a caller can send while its request waits: as much as Linux keeps of a connection that nobody reads (<c>tcp_rmem</c>). The gateway itself reads
    /// nothing ahead.
    /// </summary>
    private const long RequestBuffer = 128 * 1024;

    /// <summary>The same for a stream of HTTP/2. As Kestrel's: less would slow down uploads from far away.</summary>
    private const int StreamWindow = 768 * 1024;

    private static readonly Encoding Digits = new DigitsEncoding();

    public static void Apply(KestrelServerOptions kestrel, GatewayOptions options)
    {
        AppContext.SetSwitch(RefuseBareLineFeeds, isEnabled: true);
        kestrel.AddServerHeader = false;

        // One char per byte: whatever bytes a header has, they leave as they came.
        kestrel.RequestHeaderEncodingSelector = name => name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) ? Digits : Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;

        var limits = kestrel.Limits;
        limits.MaxRequestLineSize = options.MaxRequestLineBytes;
        limits.MaxRequestHeadersTotalSize = options.MaxRequestHeaderBytes;
        limits.MaxRequestHeaderCount = options.MaxRequestHeaders;
        limits.MaxRequestBufferSize = BufferOf(options);
        limits.MaxRequestBodySize = options.MaxRequestBodyBytes;
        limits.RequestHeadersTimeout = options.RequestHeadersTimeout;
        limits.KeepAliveTimeout = options.KeepAliveTimeout;
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.Http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
        limits.Http2.InitialStreamWindowSize = StreamWindow;
        limits.Http2.MaxRequestHeaderFieldSize = options.MaxRequestHeaderBytes;

        // Silence is the forwarder's business; a slow caller is as welcome as a fast one.
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
    }

    /// <summary>How much of a body comes although nobody reads it.</summary>
    public static long WindowOf(string protocol, GatewayOptions options) => HttpProtocol.IsHttp2(protocol) ? StreamWindow : BufferOf(options);

    private static long BufferOf(GatewayOptions options) => Math.Max(RequestBuffer, Math.Max(options.MaxRequestHeaderBytes, options.MaxRequestLineBytes));
}
