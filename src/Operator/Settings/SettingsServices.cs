using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

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
        var options = configuration.GetSection(Section).Get<OperatorOptions>() ?? new OperatorOptions();
        var result = new DataAnnotationValidateOptions<OperatorOptions>(name: null).Validate(name: null, options);
        if (result.Failed)
        {
            throw new OptionsValidationException(Section, typeof(OperatorOptions), result.Failures);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        return options;
    }
}
