using System.Globalization;

using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Gateway.Keys;

/// <summary>What a key is to be, from the words of a command line.</summary>
internal sealed record KeyRequest
{
    public const string Usage =
        "usage: create-key --name NAME [--namespace NAMESPACE] [--owner WHO] [--description WHAT_FOR] [--expires 90d] [--scope SCOPE]...";

    private static readonly string[] KnownScopes = [EndpointKeyScopes.Infer, EndpointKeyScopes.Read, EndpointKeyScopes.Write];

    public string Name { get; private init; } = "";

    public string? Namespace { get; private init; }

    public string? Owner { get; private init; }

    public string? Description { get; private init; }

    public TimeSpan? Lifetime { get; private init; }

    /// <summary>None: those who call endpoints need no more than <see cref="EndpointKeyScopes.Infer"/>.</summary>
    public IReadOnlyList<string> Scopes { get; private init; } = [];

    /// <exception cref="FormatException">The message says what is wrong.</exception>
    public static KeyRequest Parse(IReadOnlyList<string> arguments)
    {
        var request = new KeyRequest();
        for (var index = 0; index < arguments.Count; index += 2)
        {
            var value = index + 1 < arguments.Count ? arguments[index + 1] : throw new FormatException($"{arguments[index]} has no value");
            request = request.With(arguments[index], value);
        }

        return request.Name.Length > 0 ? request : throw new FormatException("--name is missing");
    }

    private KeyRequest With(string option, string value) => option switch
    {
        "--name" => this with { Name = value },
        "--namespace" => this with { Namespace = value },
        "--owner" => this with { Owner = value },
        "--description" => this with { Description = value },
        "--expires" => this with { Lifetime = ParseLifetime(value) },
        "--scope" when KnownScopes.Contains(value) => this with { Scopes = [.. Scopes, value] },
        "--scope" => throw new FormatException($"--scope {value} is none of {string.Join(", ", KnownScopes)}"),
        _ => throw new FormatException($"{option} is not known"),
    };

    private static TimeSpan ParseLifetime(string text)
    {
        var isNumber = int.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        return (isNumber, text.LastOrDefault()) switch
        {
            (true, 'd') when count is > 0 and <= 36_500 => TimeSpan.FromDays(count),
            (true, 'h') when count > 0 => TimeSpan.FromHours(count),
            _ => throw new FormatException($"--expires {text} is not a number of days or hours, such as 90d or 12h"),
        };
    }
}
