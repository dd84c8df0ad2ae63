using FsCheck;
using FsCheck.Fluent;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Validation;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.Validation;

public sealed class ValidatorPropertyTests
{
    [Fact]
    public void Whatever_the_spec_is_the_validator_never_throws_and_every_error_can_be_acted_on() =>
        ForAll((_, errors) => Assert.All(errors, error =>
        {
            Assert.Matches("^(metadata|spec)", error.Field);
            Assert.False(string.IsNullOrWhiteSpace(error.Problem) || string.IsNullOrWhiteSpace(error.Remedy), $"{error}");
            Assert.DoesNotContain("  ", error.Message, StringComparison.Ordinal);
        }));

    [Fact]
    public void Nothing_is_told_twice() => ForAll((_, errors) => Assert.Equal(errors.Distinct(), errors));

    [Fact]
    public void Validating_changes_nothing() =>
        ForAll((endpoint, errors) => Assert.Equal(errors, EndpointValidator.Validate(endpoint)));

    [Theory]
    [InlineData("0")]
    [InlineData("0Gi")]
    [InlineData("0.00")]
    [InlineData(".0Ti")]
    [InlineData("0e3")]
    [InlineData("1e1000")]
    [InlineData("Gi")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    public void A_size_that_is_no_positive_number_is_told(string size) =>
        Assert.Equal("spec.model.storage.persistentVolumeClaim.size", Assert.Single(EndpointValidator.Validate(WithSize(size))).Field);

    [Theory]
    [InlineData("1")]
    [InlineData("100Gi")]
    [InlineData("0.5Ti")]
    [InlineData(".5Ti")]
    [InlineData("10.")]
    [InlineData("1e12")]
    [InlineData("5E")]
    [InlineData("007Gi")]
    public void A_positive_size_is_accepted(string size)
    {
        Assert.Empty(EndpointValidator.Validate(WithSize(size)));
        Assert.True(new ResourceQuantity(size) > new ResourceQuantity("0"));
    }

    private static InferenceEndpoint WithSize(string size)
    {
        var endpoint = Manifests.Endpoint();
        endpoint.Spec.Model.Storage = new StorageSpec { PersistentVolumeClaim = new PersistentVolumeClaimStorage { Size = size } };
        return endpoint;
    }

    private static void ForAll(Action<InferenceEndpoint, IReadOnlyList<ValidationError>> check) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var endpoint = Manifests.Endpoint(new AnySpec(seed).Endpoint());
            check(endpoint, EndpointValidator.Validate(endpoint));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
