using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;

namespace InferenceEndpoints.Gateway.Auth;

/// <summary>Finds what a token grants. Holds hashes, never tokens.</summary>
/// <remarks>Any thread looks keys up; the informer alone changes them, one change at a time.</remarks>
internal sealed class KeyRing
{
    /// <summary>A key of ours has some 50 characters; nothing that is longer than this is worth hashing.</summary>
    private const int MaxTokenLength = 4096;
    private const int MaxStackBytes = 256;

    /// <summary>By the first 8 bytes of the hash: as random as the key, so a look-up's time tells nothing about it.</summary>
    private ImmutableDictionary<long, ImmutableArray<KeyGrant>> grants = ImmutableDictionary<long, ImmutableArray<KeyGrant>>.Empty;

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
                var bucket = Bucket(grant.Sha256);
                next = next.SetItem(bucket, next.GetValueOrDefault(bucket, []).Add(grant));
            }
        }

        Volatile.Write(ref grants, next);
    }

    /// <summary>The grants of all EndpointKeys with the token's hash: one key may be known in several namespaces.</summary>
    public ImmutableArray<KeyGrant> Find(ReadOnlySpan<char> token)
    {
        if (token.IsEmpty || token.Length > MaxTokenLength)
        {
            return [];
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var size = Encoding.UTF8.GetMaxByteCount(token.Length);
        var bytes = size <= MaxStackBytes ? stackalloc byte[MaxStackBytes] : new byte[size];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(token, bytes)], hash);
        if (!Volatile.Read(ref grants).TryGetValue(Bucket(hash), out var candidates))
        {
            return [];
        }

        foreach (var candidate in candidates)
        {
            if (!CryptographicOperations.FixedTimeEquals(candidate.Sha256, hash))
            {
                return Matching(candidates, hash.ToArray());
            }
        }

        return candidates;
    }

    private static ImmutableArray<KeyGrant> Matching(ImmutableArray<KeyGrant> candidates, byte[] hash) =>
        candidates.RemoveAll(candidate => !CryptographicOperations.FixedTimeEquals(candidate.Sha256, hash));

    private static ImmutableDictionary<long, ImmutableArray<KeyGrant>> Without(ImmutableDictionary<long, ImmutableArray<KeyGrant>> grants, KeyGrant gone)
    {
        var bucket = Bucket(gone.Sha256);
        var rest = grants.GetValueOrDefault(bucket, []).RemoveAll(grant => grant.Source == gone.Source);
        return rest.IsEmpty ? grants.Remove(bucket) : grants.SetItem(bucket, rest);
    }

    private static long Bucket(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadInt64LittleEndian(hash);
}
