using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace InferenceEndpoints.Gateway.Auth;

/// <summary>The SHA-256 of a token: all that is ever kept of one, and all that is compared.</summary>
/// <remarks>
/// How long a comparison takes says nothing about a token: half a right token has a hash as wrong as any other, and equality looks at all
/// bits in any case. The code for hash tables is seeded at random in each process, so that nobody can choose tokens that collide.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TokenHash(UInt128 High, UInt128 Low)
{
    private const int MaxStackBytes = 256;

    public static TokenHash Of(ReadOnlySpan<char> token)
    {
        var size = Encoding.UTF8.GetMaxByteCount(token.Length);
        var bytes = size <= MaxStackBytes ? stackalloc byte[MaxStackBytes] : new byte[size];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(token, bytes)], hash);
        return Read(hash);
    }

    /// <summary>Null: this is no SHA-256 in hexadecimal.</summary>
    public static TokenHash? Parse(string hex)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        return hex.Length == SHA256.HashSizeInBytes * 2 && Convert.FromHexString(hex, hash, out _, out _) == System.Buffers.OperationStatus.Done
            ? Read(hash)
            : null;
    }

    public bool Equals(TokenHash other) => ((High ^ other.High) | (Low ^ other.Low)) == 0;

    public override int GetHashCode() => HashCode.Combine(High, Low);

    private static TokenHash Read(ReadOnlySpan<byte> hash) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
}
