using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using InferenceEndpoints.Gateway.Auth;

namespace InferenceEndpoints.Gateway.UnitTests;

/// <summary>Why the time of a comparison tells nothing about a token.</summary>
public sealed class TokenHashTests
{
    private const string Token = "iek_hlu3BRHsNONC7OPcPyULC80DxOCeolMFJ5Fa0mDQxqOvyD2tH";

    [Fact]
    public void It_is_the_tokens_SHA_256()
    {
        Assert.Equal(TokenHash.Parse(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Token)))), TokenHash.Of(Token));
        var tall = string.Concat(Enumerable.Repeat("ä", 300)); // more than what is hashed on the stack
        Assert.Equal(TokenHash.Parse(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tall)))), TokenHash.Of(tall));
    }

    [Fact]
    public void Nothing_of_a_half_right_tokens_hash_is_right()
    {
        var right = TokenHash.Of(Token);

        // Of 256 bits a stranger's hash has 128 right, give or take; so has that of a token which is right up to its last character.
        for (var length = 0; length < Token.Length; length++)
        {
            var wrong = TokenHash.Of(Token[..length] + (Token[length] == 'x' ? 'y' : 'x') + Token[(length + 1)..]);
            Assert.InRange(DifferentBits(right, wrong), 80, 176);
        }
    }

    [Fact]
    public void Each_of_its_bits_counts()
    {
        var hash = TokenHash.Of(Token);

        for (var bit = 0; bit < 128; bit++)
        {
            Assert.NotEqual(hash, hash with { High = hash.High ^ (UInt128.One << bit) });
            Assert.NotEqual(hash, hash with { Low = hash.Low ^ (UInt128.One << bit) });
        }
    }

    private static int DifferentBits(TokenHash one, TokenHash other) => Ones(one.High ^ other.High) + Ones(one.Low ^ other.Low);

    private static int Ones(UInt128 value) => BitOperations.PopCount((ulong)(value >> 64)) + BitOperations.PopCount((ulong)value);
}
