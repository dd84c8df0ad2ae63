using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using InferenceEndpoints.Entities;
using InferenceEndpoints.UnitTests.Generated;
using InferenceEndpoints.Validation;
using k8s;

namespace InferenceEndpoints.UnitTests.Validation;

public sealed class SchemaMutationTests
{
    [Fact]
    public void Whatever_the_schema_forbids_is_told_with_its_field_without_the_schema_too() =>
        Prop.ForAll(SchemaMutation.Any(), mutation =>
        {
            var fields = WrongFields(mutation.Kind, mutation.Manifest);
            Assert.True(fields.Any(field => Dotted(field).StartsWith(Dotted(mutation.Field), StringComparison.Ordinal)), $"{mutation}: {string.Join(", ", fields)}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static string[] WrongFields(string kind, JsonNode manifest)
    {
        try
        {
            var errors = kind switch
            {
                nameof(InstanceType) => InstanceTypeValidator.Validate(KubernetesJson.Deserialize<InstanceType>(manifest.ToJsonString())),
                nameof(EndpointKey) => EndpointKeyValidator.Validate(KubernetesJson.Deserialize<EndpointKey>(manifest.ToJsonString()), before: null),
                _ => EndpointValidator.Validate(Manifests.Endpoint(manifest)),
            };
            Assert.All(errors, error => Assert.NotEmpty(error.Remedy));
            return [.. errors.Select(error => error.Field)];
        }
        catch (JsonException exception)
        {
            return [exception.Path!.Replace("$.", "", StringComparison.Ordinal)]; // What cannot be read names its place by itself.
        }
    }

    // An object that cannot be read names the key of a map in its own way.
    private static string Dotted(string field) => field.Replace($"[{Schemas.AnyKey}]", $".{Schemas.AnyKey}", StringComparison.Ordinal);
}
