using InferenceEndpoints.Gateway.Upstream;

namespace InferenceEndpoints.Gateway.Forwarding;

internal static class ForwardingServices
{
    public static void AddForwarding(this IServiceCollection services)
    {
        services.AddSingleton<UpstreamClient>();
        services.AddSingleton<Forwarder>();
    }
}
