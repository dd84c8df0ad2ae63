using System.Net.Http.Headers;

namespace k8s.Authentication;

/// <summary>Where the <c>Authorization</c> header comes from.</summary>
internal interface ITokenSource
{
    /// <summary>The header; null: none is sent (client certificates, or nobody).</summary>
    ValueTask<AuthenticationHeaderValue?> GetAsync(CancellationToken cancellationToken);

    /// <summary>Forgets what is cached, after the API server answered 401. False: there is nothing newer to be had.</summary>
    bool Refresh();
}
