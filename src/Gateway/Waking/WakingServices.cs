using InferenceEndpoints.Gateway.Activity;
using InferenceEndpoints.Gateway.Settings;

namespace InferenceEndpoints.Gateway.Waking;

internal static class WakingServices
{
    public static void AddWaking(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(new HeldRequests(options.MaxHeldRequests, options.MaxHeldBytes));
        services.AddSingleton<Holding>();
        services.AddSingleton<Admission>();
        services.AddSingleton<ActivityReport>();
        services.AddSingleton<Doorbell>();
        services.AddHostedService(provider => provider.GetRequiredService<Doorbell>());
        services.AddSingleton<PodProber>();
        services.AddHostedService(provider => provider.GetRequiredService<PodProber>());
    }
}
