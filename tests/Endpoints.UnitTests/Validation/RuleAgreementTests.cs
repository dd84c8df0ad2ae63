using InferenceEndpoints.UnitTests.Generated;
using InferenceEndpoints.Validation;

namespace InferenceEndpoints.UnitTests.Validation;

/// <summary>
/// API servers before 1.25 ignore the rules (CEL) of a CRD, so each rule on an InferenceEndpoint stands in <see cref="EndpointValidator"/>, too.
/// The rules on InstanceType and EndpointKey do not: the operator takes those objects as they are, and the worst that a broken one does is to its
/// own pods or its own key.
/// </summary>
public sealed class RuleAgreementTests
{
    /// <summary>Where the rule is, its message, and a patch that breaks it.</summary>
    public static TheoryData<string, string, string> Rules() => new()
    {
        {
            "", "metadata.name must have 4 to 32 characters a-z, 0-9 and '-', start with a letter and not end with '-'",
            """{"metadata": {"name": "a.b.c"}}"""
        },
        {
            "spec", "compute.instanceType must be set: name one of 'kubectl get instancetypes', or annotate one of them as the cluster's default",
            """{"spec": {"compute": null}}"""
        },
        {
            "spec.compute.scaling", "minReplica must not be above maxReplica",
            """{"spec": {"compute": {"scaling": {"minReplica": 2}}}}"""
        },
        {
            "spec.compute.scaling", "scaling to zero needs minReplica 0: set minReplica to 0 or leave scaleToZeroTimeout out",
            """{"spec": {"compute": {"scaling": {"scaleToZeroTimeout": 15}}}}"""
        },
        {
            "spec.compute.scaling.measure", "exactly one measure must be set: pendingRequests or hardwareUsage",
            """{"spec": {"compute": {"scaling": {"measure": {"pendingRequests": 1.5, "hardwareUsage": 80}}}}}"""
        },
        {
            "spec.model", "a name may be in model.env or in model.secrets, not in both",
            """{"spec": {"model": {"env": {"A": "b"}, "secrets": {"A": {"secretName": "s", "key": "k"}}}}}"""
        },
        {
            "spec.model", "set model.command or model.image.custom.command, not both",
            """{"spec": {"model": {"command": ["a"], "image": {"tgi": null, "custom": {"url": "a/b:1", "command": ["b"]}}}}}"""
        },
        {
            "spec.model", "set model.args or model.image.custom.args, not both",
            """{"spec": {"model": {"args": [], "image": {"tgi": null, "custom": {"url": "a/b:1", "args": ["b"]}}}}}"""
        },
        {
            "spec.model.image", "exactly one engine must be set: tgi, huggingface, vllm, sglang, tei, llamacpp or custom",
            """{"spec": {"model": {"image": {"sglang": {}}}}}"""
        },
        {
            "spec.model.image.tgi", "maxInputTokens must be below maxTotalTokens, which leaves room for the answer",
            """{"spec": {"model": {"image": {"tgi": {"maxInputTokens": 2048, "maxTotalTokens": 1024}}}}}"""
        },
        {
            "spec.model.storage", "exactly one storage must be set: emptyDir, persistentVolumeClaim, hostPath or imageVolume",
            """{"spec": {"model": {"storage": {"emptyDir": {}, "imageVolume": {"reference": "a/b:1"}}}}}"""
        },
        {
            "spec.model.storage.persistentVolumeClaim", "set size (a claim is created) or existingClaim (one is used), not both and not neither",
            """{"spec": {"model": {"storage": {"persistentVolumeClaim": {"storageClass": "fast"}}}}}"""
        },
        {
            "spec.model.storage.persistentVolumeClaim", "storageClass and accessMode belong to a claim that is created; leave them out with existingClaim",
            """{"spec": {"model": {"storage": {"persistentVolumeClaim": {"existingClaim": "models", "accessMode": "ReadWriteMany"}}}}}"""
        },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void What_a_rule_of_the_CRD_refuses_the_validator_refuses(string path, string message, string patch)
    {
        var error = Assert.Single(EndpointValidator.Validate(Manifests.Endpoint(patch)));

        Assert.StartsWith(path, error.Field, StringComparison.Ordinal);
        Assert.NotEmpty(message);
    }

    [Fact]
    public void Every_rule_of_the_CRD_is_in_this_table_and_the_other_way_round() =>
        Assert.Equal(
            Rules().Select(row => $"{row[0]}: {row[1]}").Order(StringComparer.Ordinal),
            Schemas.Fields("InferenceEndpoint")
                .SelectMany(field => (field.Schema.XKubernetesValidations ?? []).Select(rule => $"{field.Path}: {rule.Message}"))
                .Order(StringComparer.Ordinal));
}
