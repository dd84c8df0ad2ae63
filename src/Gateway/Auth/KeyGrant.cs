using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.RateLimits;
using InferenceEndpoints.Informers;

namespace InferenceEndpoints.Gateway.Auth;

/// <summary>What an EndpointKey gives to the holder of its key.</summary>
internal sealed record KeyGrant(NamespacedName Source, TokenHash Hash, bool MayInfer, DateTime? Expires)
{
    /// <summary>Null: the key may call as often as it likes.</summary>
    public RequestBucket? Bucket { get; init; }

    /// <summary>Null: its hash is none, so no key can match. The schema refuses such objects.</summary>
    public static KeyGrant? Of(EndpointKey key) =>
        TokenHash.Parse(key.Spec.Sha256) is { } hash
            ? new KeyGrant(NamespacedName.Of(key), hash, key.Spec.Scopes.Contains(EndpointKeyScopes.Infer), key.Spec.ExpirationTime?.ToUniversalTime())
            : null;

    public bool IsLive(DateTimeOffset now) => Expires is null || now.UtcDateTime < Expires;
}
