using System.Net;
using System.Text;

using InferenceEndpoints.Gateway.Settings;

namespace InferenceEndpoints.Gateway.Forwarding;

internal static class ForwardingServices
{
    /// <summary>uvicorn, under most engines, closes a connection that was idle for 5 s; a request must not meet that.</summary>
    private static readonly TimeSpan IdleConnection = TimeSpan.FromSeconds(4);

    public static void AddForwarding(this IServiceCollection services)
    {
        services.AddSingleton(provider => new HttpMessageInvoker(CreateHandler(provider.GetRequiredService<GatewayOptions>())));
        services.AddSingleton<Forwarder>();
    }

    private static SocketsHttpHandler CreateHandler(GatewayOptions options) => new()
    {
        // A forwarder changes nothing on the way and follows nobody.
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        MaxResponseDrainSize = 0,
        ConnectTimeout = options.ConnectTimeout,
        PooledConnectionIdleTimeout = IdleConnection,
        MaxResponseHeadersLength = options.MaxRequestHeaderBytes / 1024,
        RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
    };
}
