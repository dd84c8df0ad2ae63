using System.Net.Http.Headers;

namespace k8s.Authentication;

/// <summary>Nobody, or a token that never changes.</summary>
internal sealed class TokenCredentials(string? token) : ITokenSource
{
    private readonly AuthenticationHeaderValue? header = token is null ? null : new AuthenticationHeaderValue("Bearer", token);

    public ValueTask<AuthenticationHeaderValue?> GetAsync(CancellationToken cancellationToken) => new(header);

    public bool Refresh(AuthenticationHeaderValue? refused) => false;
}
