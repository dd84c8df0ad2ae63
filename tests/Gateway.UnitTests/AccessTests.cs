using System.Security.Cryptography;
using System.Text;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Auth;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Informers;
using k8s.Models;
using Microsoft.Extensions.Primitives;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class AccessTests
{
    private const string Token = "iek-7f5d0c1e2b3a49586776859403a2b1c0";

    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly KeyRing ring = new();

    [Theory]
    [InlineData(AccessType.Public, null, Access.Allowed)]
    [InlineData(AccessType.Protected, null, Access.Unknown)]
    [InlineData(AccessType.Protected, "team infer", Access.Allowed)]
    [InlineData(AccessType.Protected, "other infer", Access.Allowed)]
    [InlineData(AccessType.Protected, "team read", Access.Forbidden)]
    [InlineData(AccessType.Private, null, Access.Unknown)]
    [InlineData(AccessType.Private, "team infer", Access.Allowed)]
    [InlineData(AccessType.Private, "other infer", Access.Forbidden)]
    [InlineData(AccessType.Private, "team read", Access.Forbidden)]
    [InlineData(AccessType.Private, "other infer, team infer", Access.Allowed)]
    [InlineData(AccessType.Private, "other infer, team read", Access.Forbidden)]
    public void Who_may_call_what(object type, string? keys, object expected)
    {
        foreach (var key in keys?.Split(", ") ?? [])
        {
            var (ns, scope) = (key.Split(' ')[0], key.EndsWith("infer", StringComparison.Ordinal) ? EndpointKeyScopes.Infer : EndpointKeyScopes.Read);
            Add(Key(ns: ns, scope: scope));
        }

        Assert.Equal(expected, AccessPolicy.Decide((AccessType)type, "team", ring.Find(Token), Now));
    }

    [Fact]
    public void A_key_works_up_to_its_expiry_and_no_moment_longer()
    {
        Add(Key(expires: Now.UtcDateTime));

        Assert.Equal(Access.Allowed, AccessPolicy.Decide(AccessType.Protected, "team", ring.Find(Token), Now.AddTicks(-1)));
        Assert.Equal(Access.Unknown, AccessPolicy.Decide(AccessType.Protected, "team", ring.Find(Token), Now));
    }

    [Fact]
    public void Other_tokens_find_nothing()
    {
        Add(Key());

        Assert.Single(ring.Find(Token));
        Assert.Empty(ring.Find(Token.AsSpan(1)));
        Assert.Empty(ring.Find(Token + "0"));
        Assert.Empty(ring.Find(Token.ToUpperInvariant()));
        Assert.Empty(ring.Find(""));
        Assert.Empty(ring.Find(Key().Spec.Sha256));
        Assert.Empty(ring.Find(new string('x', 4097)));
    }

    [Fact]
    public void A_key_that_is_deleted_or_changed_counts_no_more()
    {
        var key = Key();
        Add(key);
        ring.Apply(new InformerEvent<EndpointKey>(InformerEventType.Modified, Key(scope: EndpointKeyScopes.Read), key));
        Assert.False(Assert.Single(ring.Find(Token)).MayInfer);

        var renewed = Key();
        renewed.Spec.Sha256 = Convert.ToHexStringLower(SHA256.HashData("another"u8));
        ring.Apply(new InformerEvent<EndpointKey>(InformerEventType.Modified, renewed, key));
        Assert.Empty(ring.Find(Token));
        Assert.Single(ring.Find("another"));

        ring.Apply(new InformerEvent<EndpointKey>(InformerEventType.Deleted, renewed, renewed));
        Assert.Empty(ring.Find("another"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("zz")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void A_hash_that_is_none_admits_nobody(string hash)
    {
        var key = Key();
        key.Spec.Sha256 = hash;
        Add(key);

        Assert.Empty(ring.Find(hash));
        Assert.Empty(ring.Find(Token));
    }

    [Theory]
    [InlineData("abc", "Bearer abc")]
    [InlineData("abc", "bearer  abc ")]
    [InlineData("", "Basic abc")]
    [InlineData("", "abc")]
    [InlineData("", "Bearer")]
    [InlineData("")]
    [InlineData("", "Bearer abc", "Bearer def")]
    public void A_token_is_taken_from_one_bearer_header(string expected, params string[] headers) =>
        Assert.Equal(expected, BearerToken.Of(new StringValues(headers)).ToString());

    private static EndpointKey Key(string ns = "team", string scope = EndpointKeyScopes.Infer, DateTime? expires = null) => new()
    {
        Metadata = new V1ObjectMeta { Name = "a-key", NamespaceProperty = ns },
        Spec = new EndpointKeySpec
        {
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Token))),
            Scopes = [scope],
            ExpirationTime = expires,
        },
    };

    private void Add(EndpointKey key) => ring.Apply(new InformerEvent<EndpointKey>(InformerEventType.Added, key, Previous: null));
}
