using System.Collections.Immutable;
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

        Assert.Equal(expected, AccessPolicy.Decide((AccessType)type, "team", Find(Token), Now).Access);
    }

    [Fact]
    public void A_key_works_up_to_its_expiry_and_no_moment_longer()
    {
        Add(Key(expires: Now.UtcDateTime));

        Assert.Equal(Access.Allowed, AccessPolicy.Decide(AccessType.Protected, "team", Find(Token), Now.AddTicks(-1)).Access);
        Assert.Equal(Access.Unknown, AccessPolicy.Decide(AccessType.Protected, "team", Find(Token), Now).Access);
    }

    [Fact]
    public void Other_tokens_find_nothing()
    {
        Add(Key());

        Assert.Single(Find(Token));
        Assert.Empty(Find(Token[1..]));
        Assert.Empty(Find(Token + "0"));
        Assert.Empty(Find(Token.ToUpperInvariant()));
        Assert.Empty(Find(""));
        Assert.Empty(Find(Key().Spec.Sha256));
    }

    [Fact]
    public void A_key_that_is_deleted_or_changed_counts_no_more()
    {
        var key = Key();
        Add(key);
        ring.Apply(new InformerEvent<EndpointKey>(InformerEventType.Modified, Key(scope: EndpointKeyScopes.Read), key));
        Assert.False(Assert.Single(Find(Token)).MayInfer);

        var renewed = Key();
        renewed.Spec.Sha256 = Convert.ToHexStringLower(SHA256.HashData("another"u8));
        ring.Apply(new InformerEvent<EndpointKey>(InformerEventType.Modified, renewed, key));
        Assert.Empty(Find(Token));
        Assert.Single(Find("another"));

        ring.Apply(new InformerEvent<EndpointKey>(InformerEventType.Deleted, renewed, renewed));
        Assert.Empty(Find("another"));
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

        Assert.Empty(Find(hash));
        Assert.Empty(Find(Token));
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

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    public void A_token_that_is_too_long_to_be_one_is_none(int length, bool isOne) =>
        Assert.Equal(isOne, !BearerToken.Of($"Bearer {new string('x', length)}").IsEmpty);

    [Theory]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln-_", true)]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0", false)]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln.x", false)]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln%", false)]
    [InlineData("hf_abc.def.ghi", false)]
    [InlineData(Token, false)]
    [InlineData("", false)]
    public void The_API_server_is_asked_about_nothing_but_a_JWT(string token, bool isAsked) => Assert.Equal(isAsked, KubernetesTokens.IsOne(token));

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

    private ImmutableArray<KeyGrant> Find(string token) => ring.Find(TokenHash.Of(token));

    private void Add(EndpointKey key) => ring.Apply(new InformerEvent<EndpointKey>(InformerEventType.Added, key, Previous: null));
}
