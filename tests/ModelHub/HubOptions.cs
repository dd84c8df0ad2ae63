using System.Globalization;

namespace InferenceEndpoints.ModelHub;

internal sealed record HubOptions
{
    /// <summary><c>{org}/{name}/{branch}/files</c>.</summary>
    public required string Root { get; init; }

    public required int Port { get; init; }

    /// <summary>Tokens whose owners have been granted access to the gated repositories.</summary>
    public required IReadOnlySet<string> Tokens { get; init; }

    /// <summary>Tokens of people who have not.</summary>
    public required IReadOnlySet<string> Strangers { get; init; }

    public static HubOptions Read(IConfiguration environment)
    {
        IReadOnlySet<string> List(string variable, string otherwise) =>
            (environment[variable] ?? otherwise).Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet();

        return new HubOptions
        {
            Root = environment["MODEL_HUB_ROOT"] ?? Path.Combine(AppContext.BaseDirectory, "repos"),
            Port = int.Parse(environment["PORT"] ?? "8080", CultureInfo.InvariantCulture),
            Tokens = List("MODEL_HUB_TOKENS", "hf_demo"),
            Strangers = List("MODEL_HUB_STRANGERS", "hf_stranger"),
        };
    }
}
