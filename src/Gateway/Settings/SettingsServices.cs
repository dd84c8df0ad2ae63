using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace InferenceEndpoints.Gateway.Settings;

internal static class SettingsServices
{
    private const string Section = "Gateway";

    /// <summary>Registers the options, checked: a mistake stops the process with the name of the key before anything is contacted.</summary>
    public static GatewayOptions AddGatewayOptions(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<GatewayOptions>() ?? new GatewayOptions();
        var result = new DataAnnotationValidateOptions<GatewayOptions>(name: null).Validate(name: null, options);
        if (result.Failed)
        {
            throw new OptionsValidationException(Section, typeof(GatewayOptions), result.Failures);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        return options;
    }
}
