using InferenceEndpoints.Validation;

namespace InferenceEndpoints.UnitTests.Validation;

public sealed class EndpointKeyValidatorTests
{
    private const string OtherHash = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

    [Theory]
    [MemberData(nameof(BadManifests.EndpointKeys), MemberType = typeof(BadManifests))]
    public void A_mistake_is_told_with_its_field_and_a_remedy(string field, string patch)
    {
        var error = Assert.Single(EndpointKeyValidator.Validate(Manifests.EndpointKey(patch), before: null));

        Assert.Equal(field, error.Field);
        Assert.NotEmpty(error.Remedy);
    }

    [Fact]
    public void A_long_description_is_told()
    {
        var key = Manifests.EndpointKey();
        key.Spec.Description = new string('a', 257);

        Assert.Equal("spec.description", Assert.Single(EndpointKeyValidator.Validate(key, before: null)).Field);
    }

    [Fact]
    public void A_hash_stays_as_it_is()
    {
        var changed = Manifests.EndpointKey($$$"""{"spec": {"sha256": "{{{OtherHash}}}"}}""");

        Assert.Equal("spec.sha256: cannot be changed; create another EndpointKey", $"{Assert.Single(EndpointKeyValidator.Validate(changed, Manifests.EndpointKey()))}");
        Assert.Empty(EndpointKeyValidator.Validate(changed, changed));
    }

    [Fact]
    public void What_is_right_is_accepted() => Assert.Empty(EndpointKeyValidator.Validate(
        Manifests.EndpointKey("""{"spec": {"scopes": ["inference.endpoints.read", "inference.endpoints.write"], "description": ""}}"""), before: null));
}
