using System.Security.Cryptography;
using System.Text;

namespace InferenceEndpoints.Keys;

/// <summary>
/// Makes keys that scanners for leaked secrets recognise: <c>iek_</c>, 43 random letters and digits (256 bits), and 6 more that are a checksum
/// of all before. A key of another form works as well: an EndpointKey knows its hash and nothing else.
/// </summary>
public static class ApiKey
{
    private const string Prefix = "iek_";
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int RandomLength = 43;
    private const int ChecksumLength = 6;

    public static string Create()
    {
        var key = Prefix + RandomNumberGenerator.GetString(Alphabet, RandomLength);
        return key + Checksum(key);
    }

    /// <summary>As <see cref="Entities.EndpointKeySpec.Sha256"/> has it.</summary>
    public static string Sha256(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>The first bytes of the SHA-256, each as one character: what looks like a key is told from a key without asking anybody.</summary>
    private static string Checksum(string text) => string.Create(ChecksumLength, SHA256.HashData(Encoding.UTF8.GetBytes(text)), static (checksum, hash) =>
    {
        for (var index = 0; index < checksum.Length; index++)
        {
            checksum[index] = Alphabet[hash[index] % Alphabet.Length];
        }
    });
}
