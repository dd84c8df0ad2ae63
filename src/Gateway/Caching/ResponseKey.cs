using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace InferenceEndpoints.Gateway.Caching;

/// <summary>The same for requests that get the same answer, whoever asks: a SHA-256 of the endpoint's version and of all that its model sees.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ResponseKey(UInt128 High, UInt128 Low)
{
    /// <param name="exchange">The request.</param>
    /// <param name="version"><see cref="Routing.EndpointRoute.Version"/>.</param>
    /// <param name="body">All of its body.</param>
    public static ResponseKey Of(Exchange exchange, string version, ReadOnlySpan<byte> body)
    {
        var headers = exchange.Context.Request.Headers;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in (ReadOnlySpan<string?>)[version, exchange.Target, headers.ContentType, headers.Accept, headers.AcceptEncoding])
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part ?? ""));
            hash.AppendData([0]); // which none of them can have
        }

        hash.AppendData(body);
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(bytes);
        return new ResponseKey(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));
    }
}
