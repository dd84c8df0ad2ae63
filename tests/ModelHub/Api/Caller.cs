namespace InferenceEndpoints.ModelHub.Api;

/// <summary>Who asks. <paramref name="Name"/> is null without a token.</summary>
internal sealed record Caller(string? Name, bool HasGatedAccess)
{
    public bool IsAnonymous => Name is null;

    /// <exception cref="HubException">There is a token, but nobody has it.</exception>
    public static Caller Of(HttpRequest request, HubOptions options)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return new Caller(null, HasGatedAccess: false);
        }

        var token = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : header;
        return options.Tokens.Contains(token) || options.Strangers.Contains(token)
            ? new Caller(token.Replace("hf_", "", StringComparison.Ordinal), options.Tokens.Contains(token))
            : throw HubException.InvalidToken();
    }
}
