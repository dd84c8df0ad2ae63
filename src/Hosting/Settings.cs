using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace InferenceEndpoints.Hosting;

/// <summary>Reads settings that decide what a process registers, so at once, and checked.</summary>
public static class Settings
{
    /// <param name="configuration">All of it.</param>
    /// <param name="section">The section whose keys are the properties of <typeparamref name="T"/>.</param>
    /// <exception cref="OptionsValidationException">With a sentence for each wrong setting, as its attribute says it.</exception>
    public static T Read<T>(IConfiguration configuration, string section)
        where T : class, new()
    {
        List<string> errors;
        T settings = new();
        try
        {
            configuration.GetSection(section).Bind(settings);
            errors = [.. Errors(settings)];
        }
        catch (InvalidOperationException exception)
        {
            errors = [exception.Message]; // It names the key, the value and the type.
        }

        return errors.Count == 0 ? settings : throw new OptionsValidationException(section, typeof(T), errors);
    }

    // The framework's own walk wraps each message into one about the property.
    private static IEnumerable<string> Errors(object settings)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new ValidationContext(settings), results, validateAllProperties: true);
        var nested = settings.GetType().GetProperties().SelectMany(property => Nested(property, property.GetValue(settings)));
        return results.Select(result => result.ErrorMessage ?? "").Concat(nested.SelectMany(Errors));
    }

    private static IEnumerable<object> Nested(PropertyInfo property, object? value) => value switch
    {
        not null when property.IsDefined(typeof(ValidateObjectMembersAttribute)) => [value],
        IEnumerable<object> items when property.IsDefined(typeof(ValidateEnumeratedItemsAttribute)) => items,
        _ => [],
    };
}
