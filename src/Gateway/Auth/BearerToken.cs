using Microsoft.Extensions.Primitives;

namespace InferenceEndpoints.Gateway.Auth;

/// <summary>Takes the token out of the Authorization header.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>Empty: there is none, or several, or it is of another scheme.</summary>
    public static ReadOnlySpan<char> Of(StringValues authorization) =>
        authorization is [{ } only] && only.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? only.AsSpan(Scheme.Length).Trim() : [];
}
