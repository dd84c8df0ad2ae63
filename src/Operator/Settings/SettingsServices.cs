using Microsoft.Extensions.DependencyInjection.Extensions;

namespace InferenceEndpoints.Operator.Settings;

internal static class SettingsServices
{
    private const string Section = "Operator";

    /// <summary>
    /// Registers the options, checked. They are read at once, too, because they decide what is registered: a mistake stops the process
    /// with the name of the key before anything is contacted.
    /// </summary>
    public static OperatorOptions AddOperatorOptions(this IServiceCollection services, IConfiguration configuration)
    {
        var options = Hosting.Settings.Read<OperatorOptions>(configuration, Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        return options;
    }
}
