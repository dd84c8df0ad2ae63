using System.Collections.Immutable;
using System.Globalization;

namespace InferenceEndpoints.Operator.Engines;

/// <summary>Builds environments and argument lists in which a setting that the spec leaves out leaves no trace.</summary>
internal static class EngineEnv
{
    public static ImmutableSortedDictionary<string, string> Of(params ReadOnlySpan<(string Name, string? Value)> settings)
    {
        var env = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in settings)
        {
            if (value is not null)
            {
                env[name] = value;
            }
        }

        return env.ToImmutable();
    }

    public static ImmutableArray<string> Flags(params ReadOnlySpan<(string Name, string? Value)> settings)
    {
        var args = ImmutableArray.CreateBuilder<string>();
        foreach (var (name, value) in settings)
        {
            if (value is not null)
            {
                args.Add(name);
                args.Add(value);
            }
        }

        return args.ToImmutable();
    }

    public static string? Text(int? value) => value?.ToString(CultureInfo.InvariantCulture);

    public static string? Text(bool? value) => value switch
    {
        true => "true",
        false => "false",
        null => null,
    };
}
