using InferenceEndpoints.Entities;
using k8s.Models;

namespace InferenceEndpoints.Keys;

/// <summary>What a key is to be.</summary>
public sealed record KeyRequest
{
    public required string Name { get; init; }

    public string? Namespace { get; init; }

    public string? Owner { get; init; }

    public string? Description { get; init; }

    /// <summary>Null: it does not expire.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>None: those who call endpoints need no more than <see cref="EndpointKeyScopes.Infer"/>.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The object that admits the key; the key itself is not in it.</summary>
    public EndpointKey For(string key, DateTimeOffset now) => new()
    {
        Metadata = new V1ObjectMeta { Name = Name, NamespaceProperty = Namespace },
        Spec = new EndpointKeySpec
        {
            Sha256 = ApiKey.Sha256(key),
            Scopes = Scopes.Count > 0 ? [.. Scopes.Distinct(StringComparer.Ordinal)] : [EndpointKeyScopes.Infer],
            ExpirationTime = (now + Lifetime)?.UtcDateTime,
            Owner = Owner,
            Description = Description,
        },
    };
}
