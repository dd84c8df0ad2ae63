using Microsoft.Extensions.Primitives;

namespace InferenceEndpoints.Gateway.Auth;

/// <summary>Takes the token out of the Authorization header, the only place where one counts.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>A key has some 50 characters and a Kubernetes token some 1000; nothing that is longer than this is worth hashing.</summary>
    private const int MaxLength = 4096;

    /// <summary>Empty: there is none, or several, or it is of another scheme or too long to be one.</summary>
    public static ReadOnlySpan<char> Of(StringValues authorization) =>
        authorization is [{ } only] && only.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && only.AsSpan(Scheme.Length).Trim() is { Length: <= MaxLength } token
            ? token
            : [];
}
