using InferenceEndpoints.Entities;
using InferenceEndpoints.Keys;

namespace InferenceEndpoints.Gateway.Keys;

/// <summary>The words of the command line of <c>create-key</c>.</summary>
internal static class KeyArguments
{
    public const string Usage =
        "usage: create-key --name NAME [--namespace NAMESPACE] [--owner WHO] [--description WHAT_FOR] [--expires 90d] [--scope SCOPE]...";

    /// <exception cref="FormatException">The message says what is wrong.</exception>
    public static KeyRequest Parse(IReadOnlyList<string> arguments)
    {
        var request = new KeyRequest { Name = "" };
        for (var index = 0; index < arguments.Count; index += 2)
        {
            var value = index + 1 < arguments.Count ? arguments[index + 1] : throw new FormatException($"{arguments[index]} has no value");
            request = With(request, arguments[index], value);
        }

        return request.Name.Length > 0 ? request : throw new FormatException("--name is missing");
    }

    private static KeyRequest With(KeyRequest request, string option, string value) => option switch
    {
        "--name" => request with { Name = value },
        "--namespace" => request with { Namespace = value },
        "--owner" => request with { Owner = value },
        "--description" => request with { Description = value },
        "--expires" => request with { Lifetime = ParseLifetime(value) },
        "--scope" when EndpointKeyScopes.All.Contains(value) => request with { Scopes = [.. request.Scopes, value] },
        "--scope" => throw new FormatException($"--scope {value} is none of {string.Join(", ", EndpointKeyScopes.All)}"),
        _ => throw new FormatException($"{option} is not known"),
    };

    private static TimeSpan ParseLifetime(string text)
    {
        try
        {
            return KeyLifetime.Parse(text);
        }
        catch (FormatException exception)
        {
            throw new FormatException($"--expires {text} {exception.Message}", exception);
        }
    }
}
