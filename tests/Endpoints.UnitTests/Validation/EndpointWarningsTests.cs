using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Validation;

namespace InferenceEndpoints.UnitTests.Validation;

public sealed class EndpointWarningsTests
{
    private static readonly InstanceCatalogue Catalogue = new(DefaultInstanceTypes.All);

    [Theory]
    [InlineData("spec.compute.instanceType", """{"spec": {"compute": {"instanceType": "nvidia-a11"}}}""")]
    [InlineData("spec.model.env[HF_TOKEN]", """{"spec": {"model": {"env": {"HF_TOKEN": "hf_x", "MAX_INPUT_TOKENS": "5"}}}}""")]
    [InlineData("spec.model.env[db_password]", """{"spec": {"model": {"env": {"db_password": "x"}}}}""")]
    [InlineData("spec.model.image.custom.url", """{"spec": {"model": {"image": {"tgi": null, "custom": {"url": "registry:5000/team/server"}}}}}""")]
    [InlineData("spec.model.image.custom.url", """{"spec": {"model": {"image": {"tgi": null, "custom": {"url": "server:latest"}}}}}""")]
    [InlineData("spec.model.image.llamacpp.pooling", """{"spec": {"model": {"image": {"tgi": null, "llamacpp": {"modelPath": "a", "mode": "reranking", "pooling": "mean"}}}}}""")]
    [InlineData("spec.model.storage.persistentVolumeClaim.accessMode", """{"spec": {"model": {"storage": {"persistentVolumeClaim": {"size": "9Gi"}}}, "compute": {"scaling": {"maxReplica": 2}}}}""")]
    [InlineData("spec.model.storage.persistentVolumeClaim.accessMode", """{"spec": {"model": {"storage": {"persistentVolumeClaim": {"size": "9Gi", "accessMode": "ReadWriteOncePod"}}}, "compute": {"scaling": {"maxReplica": 2}}}}""")]
    [InlineData("spec.coldStart.schedule", """{"spec": {"coldStart": {"schedule": [{"cron": "@daily", "durationMinutes": 60}]}}}""")]
    public void What_is_probably_not_meant_is_told_but_is_no_mistake(string field, string patch)
    {
        var endpoint = Manifests.Endpoint(patch);

        Assert.Equal(field, Assert.Single(EndpointWarnings.Of(endpoint, Catalogue)).Field);
        Assert.Empty(EndpointValidator.Validate(endpoint));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"spec": {"model": {"image": {"tgi": null, "custom": {"url": "registry:5000/team/server:1.2"}}}}}""")]
    [InlineData("""{"spec": {"model": {"image": {"tgi": null, "custom": {"url": "server@sha256:0123456789abcdef"}}}}}""")]
    [InlineData("""{"spec": {"model": {"storage": {"persistentVolumeClaim": {"size": "9Gi"}}}}}""")]
    [InlineData("""{"spec": {"model": {"storage": {"persistentVolumeClaim": {"size": "9Gi", "accessMode": "ReadWriteMany"}}}, "compute": {"scaling": {"maxReplica": 2}}}}""")]
    [InlineData("""{"spec": {"model": {"storage": {"persistentVolumeClaim": {"existingClaim": "mine"}}}, "compute": {"scaling": {"maxReplica": 2}}}}""")]
    [InlineData("""{"spec": {"coldStart": {"schedule": [{"cron": "@daily", "durationMinutes": 60}]}, "compute": {"scaling": {"minReplica": 0}}}}""")]
    public void What_is_usual_is_not_commented(string patch) => Assert.Empty(EndpointWarnings.Of(Manifests.Endpoint(patch), Catalogue));

    [Fact]
    public void An_instance_that_cannot_be_used_is_told()
    {
        var warning = Assert.Single(EndpointWarnings.Of(Manifests.Endpoint(), new InstanceCatalogue([Manifests.InstanceType("""{"spec": {"numAccelerators": 0}}""")])));

        Assert.Contains("nvidia-a10g-x1 cannot be used: spec.numAccelerators", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_may_be_secret_is_not_repeated() =>
        Assert.DoesNotContain("hf_x", $"{EndpointWarnings.Of(Manifests.Endpoint("""{"spec": {"model": {"env": {"HF_TOKEN": "hf_x"}}}}"""), Catalogue)[0]}", StringComparison.Ordinal);
}
