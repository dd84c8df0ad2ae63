using Microsoft.Extensions.DependencyInjection.Extensions;

namespace InferenceEndpoints.Gateway.Settings;

internal static class SettingsServices
{
    private const string Section = "Gateway";

    /// <summary>Registers the options, checked: a mistake stops the process with the name of the key before anything is contacted.</summary>
    public static GatewayOptions AddGatewayOptions(this IServiceCollection services, IConfiguration configuration)
    {
        var options = Hosting.Settings.Read<GatewayOptions>(configuration, Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        return options;
    }
}
