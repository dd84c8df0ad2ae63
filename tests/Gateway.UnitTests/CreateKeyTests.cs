using System.Security.Cryptography;
using System.Text;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Auth;
using InferenceEndpoints.Gateway.Keys;
using InferenceEndpoints.Keys;
using k8s;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class CreateKeyTests : IDisposable
{
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    [Fact]
    public void The_manifest_has_all_that_was_asked_for_and_the_hash_of_the_key_that_is_shown_once()
    {
        Assert.Equal(0, Run(
            "--name", "ci", "--namespace", "team", "--owner", "ann@example.com", "--description", "nightly", "--expires", "90d",
            "--scope", EndpointKeyScopes.Read, "--scope", EndpointKeyScopes.Infer));

        var key = error.ToString().TrimEnd();
        var made = KubernetesJson.Deserialize<EndpointKey>(output.ToString())!;
        Assert.Equal(("ci", "team"), (made.Metadata.Name, made.Metadata.NamespaceProperty));
        Assert.Equal(("ann@example.com", "nightly"), (made.Spec.Owner, made.Spec.Description));
        Assert.Equal([EndpointKeyScopes.Read, EndpointKeyScopes.Infer], made.Spec.Scopes);
        Assert.Equal(DateTime.UnixEpoch.AddDays(90), made.Spec.ExpirationTime);
        Assert.Equal(TokenHash.Of(key), KeyGrant.Of(made)!.Hash);
        Assert.DoesNotContain(key, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_calls_endpoints_and_does_not_expire_unless_something_else_was_asked_for()
    {
        Assert.Equal(0, Run("--name", "ci"));

        var made = KubernetesJson.Deserialize<EndpointKey>(output.ToString())!.Spec;
        Assert.Equal([EndpointKeyScopes.Infer], made.Scopes);
        Assert.Null(made.ExpirationTime);
    }

    [Theory]
    [InlineData("--name is missing")]
    [InlineData("--name has no value", "--name")]
    [InlineData("--nmae is not known", "--nmae", "ci")]
    [InlineData("--expires soon is not a number", "--name", "ci", "--expires", "soon")]
    [InlineData("--expires 0d is not a number", "--name", "ci", "--expires", "0d")]
    [InlineData("--expires d is not a number", "--name", "ci", "--expires", "d")]
    [InlineData("--scope all is none of", "--name", "ci", "--scope", "all")]
    public void What_is_wrong_with_a_command_is_said_and_no_key_is_made(string complaint, params string[] arguments)
    {
        Assert.Equal(2, Run(arguments));

        Assert.StartsWith(complaint, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(KeyArguments.Usage, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(output.ToString());
    }

    [Fact]
    public void Keys_differ_and_have_a_form_that_scanners_recognise()
    {
        const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        var (key, other) = (ApiKey.Create(), ApiKey.Create());

        Assert.NotEqual(key[..47], other[..47]);
        Assert.Equal(53, key.Length);
        Assert.StartsWith("iek_", key, StringComparison.Ordinal);
        Assert.All(key[4..], character => Assert.Contains(character, Alphabet));
        Assert.Equal(key[47..], string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(key[..47])).Take(6).Select(part => Alphabet[part % 62])));
    }

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }

    private int Run(params string[] arguments) => CreateKeyCommand.Run(arguments, output, error, new ManualClock());
}
