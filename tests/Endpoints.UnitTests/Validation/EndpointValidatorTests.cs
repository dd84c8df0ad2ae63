using FsCheck;
using FsCheck.Fluent;
using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Validation;
using k8s;

namespace InferenceEndpoints.UnitTests.Validation;

public sealed class EndpointValidatorTests
{
    [Theory]
    [MemberData(nameof(BadManifests.Endpoints), MemberType = typeof(BadManifests))]
    public void A_mistake_is_told_with_its_field_and_a_remedy(string field, string patch)
    {
        var errors = EndpointValidator.Validate(Manifests.Endpoint(patch));

        var error = Assert.Single(errors, error => error.Field == field);
        Assert.NotEmpty(error.Remedy);
        Assert.StartsWith($"{field}: ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_at_least_100_mistakes_by_hand() =>
        Assert.InRange(BadManifests.Endpoints().Count + BadManifests.InstanceTypes().Count + BadManifests.EndpointKeys().Count, 100, int.MaxValue);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"spec": {"model": {"repository": "gpt2"}}}""")]
    [InlineData("""{"spec": {"model": {"revision": "refs/pr/12"}}}""")]
    [InlineData("""{"spec": {"model": {"env": {"MODEL_ID": "/repository", "EMPTY": ""}}}}""")]
    [InlineData("""{"spec": {"model": {"image": {"tgi": {"url": "registry.example.com:5000/team/tgi@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}}}}}""")]
    [InlineData("""{"spec": {"compute": {"scaling": {"minReplica": 0, "maxReplica": 4, "scaleToZeroTimeout": 0, "measure": {"pendingRequests": 0.5}}}}}""")]
    [InlineData("""{"spec": {"template": {"metadata": {"labels": {"team": "search"}}, "spec": {"containers": [{"name": "model", "env": []}, {"name": "sidecar", "image": "x"}]}}}}""")]
    public void What_is_right_is_accepted(string patch) => Assert.Empty(EndpointValidator.Validate(Manifests.Endpoint(patch)));

    [Fact]
    public void Every_engine_has_a_sample_and_every_sample_is_valid()
    {
        EndpointsJsonContext.Register();
        var samples = Directory.GetFiles(Repository.File("deploy/samples"), "*.yaml")
            .Select(file => KubernetesYaml.Deserialize<InferenceEndpoint>(File.ReadAllText(file)))
            .ToList();

        Assert.All(samples, sample => Assert.Empty(EndpointValidator.Validate(sample)));
        Assert.All(samples, sample => Assert.Contains(
            DefaultInstanceTypes.All, type => (type.Spec.InstanceType, type.Spec.InstanceSize) == (sample.Spec.Compute.InstanceType, sample.Spec.Compute.InstanceSize)));
        Assert.All(typeof(ImageSpec).GetProperties(), engine => Assert.Contains(samples, sample => engine.GetValue(sample.Spec.Model.Image) is not null));
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var errors = EndpointValidator.Validate(Manifests.Endpoint("""{"spec": {"type": "x", "model": {"repository": ""}, "compute": {"instanceType": ""}}}"""));

        Assert.Equal(["spec.type", "spec.model.repository", "spec.compute.instanceType"], errors.Select(error => error.Field));
    }

    [Fact]
    public void A_value_that_is_very_long_does_not_flood_the_message()
    {
        var endpoint = Manifests.Endpoint();
        endpoint.Spec.Model.Repository = new string('a', 5000);

        var error = Assert.Single(EndpointValidator.Validate(endpoint));

        Assert.True(error.ToString().Length < 300);
    }

    [Fact]
    public void No_text_makes_it_throw() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>(),
        text =>
        {
            var endpoint = Manifests.Endpoint();
            endpoint.Metadata.Name = text;
            endpoint.Spec.Type = text;
            endpoint.Spec.Model.Repository = text;
            endpoint.Spec.Model.Revision = text;
            endpoint.Spec.Model.DownloadPattern = [text];
            endpoint.Spec.Model.Env = text is null ? null : new Dictionary<string, string> { [text] = text };
            endpoint.Spec.Model.Storage = new StorageSpec { HostPath = new HostPathStorage { Path = text! } };
            endpoint.Spec.Model.Image = new ImageSpec { Llamacpp = new LlamacppImage { ModelPath = text!, Url = text } };
            endpoint.Spec.Route = new RouteSpec { Host = text, Path = text };
            foreach (var error in EndpointValidator.Validate(endpoint))
            {
                Assert.NotEmpty(error.ToString());
            }
        }).QuickCheckThrowOnFailure();
}
