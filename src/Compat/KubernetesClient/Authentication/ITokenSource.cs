using System.Net.Http.Headers;

namespace k8s.Authentication;

/// <summary>Where the <c>Authorization</c> header comes from.</summary>
internal interface ITokenSource
{
    /// <summary>The header; null: none is sent (client certificates, or nobody).</summary>
    ValueTask<AuthenticationHeaderValue?> GetAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Forgets the header that the API server answered 401 to; when others have renewed it in the meantime, there is nothing to forget.
    /// False: there is no other header to be had.
    /// </summary>
    bool Refresh(AuthenticationHeaderValue? refused);
}
