using System.Collections.Immutable;

using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.RateLimits;
using InferenceEndpoints.Informers;

namespace InferenceEndpoints.Gateway.Auth;

/// <summary>Finds what a token grants. Holds hashes, never tokens.</summary>
/// <remarks>Any thread looks keys up; the informer alone changes them, one change at a time.</remarks>
internal sealed class KeyRing
{
    private ImmutableDictionary<TokenHash, ImmutableArray<KeyGrant>> grants = ImmutableDictionary<TokenHash, ImmutableArray<KeyGrant>>.Empty;

    public void Apply(InformerEvent<EndpointKey> change)
    {
        var next = Volatile.Read(ref grants);
        if (change.Previous is { } previous && KeyGrant.Of(previous) is { } old)
        {
            next = Without(next, old);
        }

        if (KeyGrant.Of(change.Object) is { } grant)
        {
            next = Without(next, grant);
            if (change.Type != InformerEventType.Deleted)
            {
                var bucket = RequestBucket.Of(change.Object.Spec.RateLimit, BucketOf(grant));
                next = next.SetItem(grant.Hash, next.GetValueOrDefault(grant.Hash, []).Add(grant with { Bucket = bucket }));
            }
        }

        Volatile.Write(ref grants, next);
    }

    /// <summary>The grants of all EndpointKeys with the token's hash: one key may be known in several namespaces.</summary>
    public ImmutableArray<KeyGrant> Find(TokenHash token) => Volatile.Read(ref grants).GetValueOrDefault(token, []);

    private RequestBucket? BucketOf(KeyGrant grant) => Find(grant.Hash).FirstOrDefault(known => known.Source == grant.Source)?.Bucket;

    private static ImmutableDictionary<TokenHash, ImmutableArray<KeyGrant>> Without(
        ImmutableDictionary<TokenHash, ImmutableArray<KeyGrant>> grants, KeyGrant gone)
    {
        var rest = grants.GetValueOrDefault(gone.Hash, []).RemoveAll(grant => grant.Source == gone.Source);
        return rest.IsEmpty ? grants.Remove(gone.Hash) : grants.SetItem(gone.Hash, rest);
    }
}
