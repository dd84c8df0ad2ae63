using InferenceEndpoints.Gateway;
using InferenceEndpoints.Gateway.Settings;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Benchmarks.Gateway;

/// <summary>The gateway with all that a request meets, and without a cluster: its endpoints are set by whoever measures.</summary>
internal static class BareGateway
{
    /// <param name="options">The address, the internal port and the access log in it are not used.</param>
    /// <param name="add">Services beside the gateway's own.</param>
    public static WebApplication Build(GatewayOptions options, Action<IServiceCollection>? add = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        (options.ListenAddress, options.InternalPort, options.AccessLog) = ("127.0.0.1", 0, false);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<IKubernetes>(new Kubernetes(new KubernetesClientConfiguration { Host = "http://127.0.0.1" })); // nobody is asked
        add?.Invoke(builder.Services);
        return GatewayHost.Build(builder, options);
    }
}
