using InferenceEndpoints.Entities;
using InferenceEndpoints.Keys;
using InferenceEndpoints.KubectlIep.Keys;

namespace InferenceEndpoints.KubectlIep.UnitTests;

public sealed class ListKeysTests
{
    [Fact]
    public void Keys_are_listed_with_their_end_which_may_have_passed() =>
        Assert.Equal(
            [
                "NAMESPACE   NAME      OWNER             DESCRIPTION   SCOPES                            EXPIRES             AGE",
                "demo        ci        ann@example.com   nightly       inference.endpoints.infer.write   2030-02-01T12:00Z   2m0s",
                "demo        forever   -                 -             inference.endpoints.read          never               2m0s",
                "demo        old       -                 -             inference.endpoints.infer.write   expired 23h ago     2m0s",
            ],
            ListKeysCommand.Render(
                [
                    Key("old", TimeSpan.FromDays(-1) + TimeSpan.FromMinutes(1)),
                    Key("forever", lifetime: null, EndpointKeyScopes.Read),
                    Key("ci", TimeSpan.FromDays(1), owner: "ann@example.com", description: "nightly"),
                ],
                Sample.Now));

    private static EndpointKey Key(
        string name, TimeSpan? lifetime, string scope = EndpointKeyScopes.Infer, string? owner = null, string? description = null)
    {
        var key = new KeyRequest { Name = name, Namespace = "demo", Lifetime = lifetime, Scopes = [scope], Owner = owner, Description = description }
            .For("a-key", Sample.Now);
        key.Metadata.CreationTimestamp = Sample.Now.UtcDateTime.AddMinutes(-2);
        return key;
    }
}
