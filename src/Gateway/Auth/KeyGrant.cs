using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;

namespace InferenceEndpoints.Gateway.Auth;

/// <summary>What an EndpointKey gives to the holder of its key.</summary>
internal sealed record KeyGrant(NamespacedName Source, byte[] Sha256, bool MayInfer, DateTime? Expires)
{
    private const int Sha256HexLength = 64;

    /// <summary>Null: its hash is none, so no key can match. The schema refuses such objects.</summary>
    public static KeyGrant? Of(EndpointKey key)
    {
        var hash = new byte[Sha256HexLength / 2];
        return key.Spec.Sha256.Length == Sha256HexLength
            && Convert.FromHexString(key.Spec.Sha256, hash, out _, out _) == System.Buffers.OperationStatus.Done
                ? new KeyGrant(NamespacedName.Of(key), hash, key.Spec.Scopes.Contains(EndpointKeyScopes.Infer), key.Spec.ExpirationTime?.ToUniversalTime())
                : null;
    }

    public bool IsLive(DateTimeOffset now) => Expires is null || now.UtcDateTime < Expires;
}
