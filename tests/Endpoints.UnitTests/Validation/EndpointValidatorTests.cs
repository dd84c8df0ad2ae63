using FsCheck;
using FsCheck.Fluent;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Validation;
using k8s;

namespace InferenceEndpoints.UnitTests.Validation;

public sealed class EndpointValidatorTests
{
    // The field that the error must name, and what is changed in a valid endpoint (a merge patch).
    public static TheoryData<string, string> BadSpecs() => new()
    {
        { "metadata.name", """{"metadata": {"name": "abc"}}""" },
        { "metadata.name", """{"metadata": {"name": "a-name-of-more-than-thirty-two-characters"}}""" },
        { "metadata.name", """{"metadata": {"name": "Gemma"}}""" },
        { "metadata.name", """{"metadata": {"name": "1gemma"}}""" },
        { "metadata.name", """{"metadata": {"name": "gemma-"}}""" },
        { "spec.type", """{"spec": {"type": "secret"}}""" },
        { "spec.type", """{"spec": {"type": ""}}""" },
        { "spec.model.repository", """{"spec": {"model": {"repository": ""}}}""" },
        { "spec.model.repository", """{"spec": {"model": {"repository": "https://huggingface.co/google/gemma"}}}""" },
        { "spec.model.repository", """{"spec": {"model": {"repository": "google/gemma 2"}}}""" },
        { "spec.model.repository", """{"spec": {"model": {"repository": "../etc/passwd"}}}""" },
        { "spec.model.revision", """{"spec": {"model": {"revision": ""}}}""" },
        { "spec.model.revision", """{"spec": {"model": {"revision": "main; rm -rf /"}}}""" },
        { "spec.model.framework", """{"spec": {"model": {"framework": "Py Torch"}}}""" },
        { "spec.model.task", """{"spec": {"model": {"task": "Text Generation"}}}""" },
        { "spec.model.startupTimeoutSeconds", """{"spec": {"model": {"startupTimeoutSeconds": 5}}}""" },
        { "spec.model.startupTimeoutSeconds", """{"spec": {"model": {"startupTimeoutSeconds": 100000}}}""" },
        { "spec.model.downloadPattern", """{"spec": {"model": {"downloadPattern": []}}}""" },
        { "spec.model.downloadPattern[1]", """{"spec": {"model": {"downloadPattern": ["*.json", "../*"]}}}""" },
        { "spec.model.downloadPattern[0]", """{"spec": {"model": {"downloadPattern": ["/etc/*"]}}}""" },
        { "spec.model.downloadPattern[0]", """{"spec": {"model": {"downloadPattern": [" "]}}}""" },
        { "spec.model.env[1A]", """{"spec": {"model": {"env": {"1A": "x"}}}}""" },
        { "spec.model.env[A=B]", """{"spec": {"model": {"env": {"A=B": "x"}}}}""" },
        { "spec.model.env[PORT]", """{"spec": {"model": {"env": {"PORT": "8080"}}}}""" },
        { "spec.model.env[HF_TOKEN]", """{"spec": {"model": {"env": {"HF_TOKEN": "x"}, "secrets": {"HF_TOKEN": {"secretName": "hf", "key": "token"}}}}}""" },
        { "spec.model.secrets[HF_TOKEN].secretName", """{"spec": {"model": {"secrets": {"HF_TOKEN": {"key": "token"}}}}}""" },
        { "spec.model.secrets[HF_TOKEN].secretName", """{"spec": {"model": {"secrets": {"HF_TOKEN": {"secretName": "Not A Name", "key": "token"}}}}}""" },
        { "spec.model.secrets[HF_TOKEN].key", """{"spec": {"model": {"secrets": {"HF_TOKEN": {"secretName": "hf"}}}}}""" },
        { "spec.model.secrets[HOSTNAME]", """{"spec": {"model": {"secrets": {"HOSTNAME": {"secretName": "hf", "key": "k"}}}}}""" },
        { "spec.model.command", """{"spec": {"model": {"command": []}}}""" },
        { "spec.model.command[0]", """{"spec": {"model": {"command": [null]}}}""" },
        { "spec.model.args[1]", """{"spec": {"model": {"args": ["", null]}}}""" },
        { "spec.model.image.custom.command[0]", """{"spec": {"model": {"image": {"tgi": null, "custom": {"url": "a/b:1", "command": [null]}}}}}""" },
        { "spec.model.image.custom.args[0]", """{"spec": {"model": {"image": {"tgi": null, "custom": {"url": "a/b:1", "args": [null]}}}}}""" },
        { "spec.model.downloadPattern[0]", """{"spec": {"model": {"downloadPattern": [null]}}}""" },
        { "spec.model.storage", """{"spec": {"model": {"storage": {}}}}""" },
        { "spec.model.storage", """{"spec": {"model": {"storage": {"emptyDir": {}, "hostPath": {"path": "/var/models"}}}}}""" },
        { "spec.model.storage.emptyDir.sizeLimit", """{"spec": {"model": {"storage": {"emptyDir": {"sizeLimit": "much"}}}}}""" },
        { "spec.model.storage.emptyDir.sizeLimit", """{"spec": {"model": {"storage": {"emptyDir": {"sizeLimit": "-5Gi"}}}}}""" },
        { "spec.model.storage.persistentVolumeClaim", """{"spec": {"model": {"storage": {"persistentVolumeClaim": {}}}}}""" },
        { "spec.model.storage.persistentVolumeClaim", """{"spec": {"model": {"storage": {"persistentVolumeClaim": {"size": "1Gi", "existingClaim": "mine"}}}}}""" },
        { "spec.model.storage.persistentVolumeClaim.storageClass", """{"spec": {"model": {"storage": {"persistentVolumeClaim": {"existingClaim": "mine", "storageClass": "fast"}}}}}""" },
        { "spec.model.storage.persistentVolumeClaim.accessMode", """{"spec": {"model": {"storage": {"persistentVolumeClaim": {"size": "1Gi", "accessMode": "ReadOnlyMany"}}}}}""" },
        { "spec.model.storage.hostPath.path", """{"spec": {"model": {"storage": {"hostPath": {"path": "var/models"}}}}}""" },
        { "spec.model.storage.hostPath.path", """{"spec": {"model": {"storage": {"hostPath": {"path": "/var/../etc"}}}}}""" },
        { "spec.model.storage.imageVolume.reference", """{"spec": {"model": {"storage": {"imageVolume": {}}}}}""" },
        { "spec.model.storage.imageVolume.pullPolicy", """{"spec": {"model": {"storage": {"imageVolume": {"reference": "a/b:1", "pullPolicy": "Sometimes"}}}}}""" },
        { "spec.model.image", """{"spec": {"model": {"image": {"tgi": null}}}}""" },
        { "spec.model.image", """{"spec": {"model": {"image": {"vllm": {}}}}}""" },
        { "spec.model.image.tgi.url", """{"spec": {"model": {"image": {"tgi": {"url": "not an image"}}}}}""" },
        { "spec.model.image.tgi.port", """{"spec": {"model": {"image": {"tgi": {"port": 0}}}}}""" },
        { "spec.model.image.tgi.port", """{"spec": {"model": {"image": {"tgi": {"port": 65536}}}}}""" },
        { "spec.model.image.tgi.healthRoute", """{"spec": {"model": {"image": {"tgi": {"healthRoute": "health"}}}}}""" },
        { "spec.model.image.tgi.maxInputTokens", """{"spec": {"model": {"image": {"tgi": {"maxInputTokens": 0}}}}}""" },
        { "spec.model.image.tgi.maxInputTokens", """{"spec": {"model": {"image": {"tgi": {"maxInputTokens": 4096, "maxTotalTokens": 4096}}}}}""" },
        { "spec.model.image.tgi.quantize", """{"spec": {"model": {"image": {"tgi": {"quantize": "int3"}}}}}""" },
        { "spec.model.image.vllm.tensorParallelSize", """{"spec": {"model": {"image": {"tgi": null, "vllm": {"tensorParallelSize": 0}}}}}""" },
        { "spec.model.image.sglang.tensorParallelSize", """{"spec": {"model": {"image": {"tgi": null, "sglang": {"tensorParallelSize": -1}}}}}""" },
        { "spec.model.image.tei.pooling", """{"spec": {"model": {"image": {"tgi": null, "tei": {"pooling": "max"}}}}}""" },
        { "spec.model.image.llamacpp.modelPath", """{"spec": {"model": {"image": {"tgi": null, "llamacpp": {}}}}}""" },
        { "spec.model.image.llamacpp.modelPath", """{"spec": {"model": {"image": {"tgi": null, "llamacpp": {"modelPath": "a/../../b.gguf"}}}}}""" },
        { "spec.model.image.llamacpp.mode", """{"spec": {"model": {"image": {"tgi": null, "llamacpp": {"modelPath": "m.gguf", "mode": "chat"}}}}}""" },
        { "spec.model.image.custom.url", """{"spec": {"model": {"image": {"tgi": null, "custom": {}}}}}""" },
        { "spec.model.image.custom.credentials.secretName", """{"spec": {"model": {"image": {"tgi": null, "custom": {"url": "a/b:1", "credentials": {}}}}}}""" },
        { "spec.model.command", """{"spec": {"model": {"command": ["a"], "image": {"tgi": null, "custom": {"url": "a/b:1", "command": ["b"]}}}}}""" },
        { "spec.provider.vendor", """{"spec": {"provider": {"vendor": "a vendor"}}}""" },
        { "spec.provider.region", """{"spec": {"provider": {"region": "-rack"}}}""" },
        { "spec.compute.instanceType", """{"spec": {"compute": {"instanceType": ""}}}""" },
        { "spec.compute.instanceSize", """{"spec": {"compute": {"instanceSize": "X1"}}}""" },
        { "spec.compute.accelerator", """{"spec": {"compute": {"accelerator": "tpu"}}}""" },
        { "spec.compute.scaling.minReplica", """{"spec": {"compute": {"scaling": {"minReplica": -1}}}}""" },
        { "spec.compute.scaling.minReplica", """{"spec": {"compute": {"scaling": {"minReplica": 3, "maxReplica": 2}}}}""" },
        { "spec.compute.scaling.maxReplica", """{"spec": {"compute": {"scaling": {"minReplica": 0, "maxReplica": 0}}}}""" },
        { "spec.compute.scaling.maxReplica", """{"spec": {"compute": {"scaling": {"maxReplica": 100000}}}}""" },
        { "spec.compute.scaling.scaleToZeroTimeout", """{"spec": {"compute": {"scaling": {"minReplica": 1, "scaleToZeroTimeout": 15}}}}""" },
        { "spec.compute.scaling.measure", """{"spec": {"compute": {"scaling": {"measure": {}}}}}""" },
        { "spec.compute.scaling.measure", """{"spec": {"compute": {"scaling": {"measure": {"pendingRequests": 1, "hardwareUsage": 80}}}}}""" },
        { "spec.compute.scaling.measure.pendingRequests", """{"spec": {"compute": {"scaling": {"measure": {"pendingRequests": 0}}}}}""" },
        { "spec.compute.scaling.measure.hardwareUsage", """{"spec": {"compute": {"scaling": {"measure": {"hardwareUsage": 101}}}}}""" },
        { "spec.route.host", """{"spec": {"route": {"host": "https://gemma.example.com"}}}""" },
        { "spec.route.host", """{"spec": {"route": {"host": "a123456789a123456789a123456789a123456789a123456789a123456789abcd.example.com"}}}""" },
        { "spec.route.path", """{"spec": {"route": {"path": "v1"}}}""" },
        { "spec.coldStart.holdSeconds", """{"spec": {"coldStart": {"holdSeconds": 4000}}}""" },
        { "spec.rateLimit.requestsPerMinute", """{"spec": {"rateLimit": {"burst": 5}}}""" },
        { "spec.rollout.strategy", """{"spec": {"rollout": {"strategy": "bluegreen"}}}""" },
        { "spec.template", """{"spec": {"template": "text"}}""" },
        { "spec.template.status", """{"spec": {"template": {"status": {}}}}""" },
        { "spec.template.metadata.name", """{"spec": {"template": {"metadata": {"name": "x"}}}}""" },
        { "spec.template.metadata.labels[app.kubernetes.io/name]", """{"spec": {"template": {"metadata": {"labels": {"app.kubernetes.io/name": "x"}}}}}""" },
        { "spec.template.metadata.annotations[inferenceendpoints.dev/x]", """{"spec": {"template": {"metadata": {"annotations": {"inferenceendpoints.dev/x": "y"}}}}}""" },
        { "spec.template.metadata.labels[n]", """{"spec": {"template": {"metadata": {"labels": {"n": 1}}}}}""" },
        { "spec.template.spec.restartPolicy", """{"spec": {"template": {"spec": {"restartPolicy": "Never"}}}}""" },
        { "spec.template.spec.containers", """{"spec": {"template": {"spec": {"containers": {}}}}}""" },
        { "spec.template.spec.containers[0].name", """{"spec": {"template": {"spec": {"containers": [{"image": "x"}]}}}}""" },
        { "spec.template.spec.containers[0].image", """{"spec": {"template": {"spec": {"containers": [{"name": "model", "image": "x"}]}}}}""" },
        { "spec.template.spec.initContainers[0].command", """{"spec": {"template": {"spec": {"initContainers": [{"name": "download", "command": ["x"]}]}}}}""" },
        { "spec.template.spec.containers[0].$patch", """{"spec": {"template": {"spec": {"containers": [{"name": "model", "$patch": "delete"}]}}}}""" },
    };

    [Theory]
    [MemberData(nameof(BadSpecs))]
    public void A_mistake_is_told_with_its_field_and_a_remedy(string field, string patch)
    {
        var errors = EndpointValidator.Validate(Manifests.Endpoint(patch));

        var error = Assert.Single(errors, error => error.Field == field);
        Assert.NotEmpty(error.Remedy);
        Assert.StartsWith($"{field}: ", error.ToString(), StringComparison.Ordinal);
    }

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
    public void Every_sample_is_valid()
    {
        EndpointsJsonContext.Register();
        var samples = Directory.GetFiles(Repository.File("deploy/samples"), "*.yaml");

        Assert.NotEmpty(samples);
        Assert.All(samples, sample => Assert.Empty(EndpointValidator.Validate(KubernetesYaml.Deserialize<InferenceEndpoint>(File.ReadAllText(sample)))));
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
