using System.Text.Json;
using System.Text.Json.Nodes;

using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Admission;
using InferenceEndpoints.Operator.Cluster;
using InferenceEndpoints.Validation;

namespace InferenceEndpoints.Operator.UnitTests.Admission;

public sealed class AdmissionPolicyTests
{
    private readonly AdmissionPolicy policy = Policy(_ => default);

    static AdmissionPolicyTests() => OperatorJsonContext.Register();

    [Fact]
    public void A_good_endpoint_is_admitted_without_a_word()
    {
        var response = Create("InferenceEndpoint", Endpoint());

        Assert.True(response.Allowed);
        Assert.Null(response.Warnings);
        Assert.Equal("the-uid", response.Uid);
    }

    [Fact]
    public void A_mistake_is_refused_with_field_value_and_remedy()
    {
        var response = Create("InferenceEndpoint", Endpoint(minReplica: 3));

        Assert.False(response.Allowed);
        Assert.Equal((422, "Invalid"), (response.Status!.Code, response.Status.Reason));
        Assert.Equal(
            "InferenceEndpoint \"gemma\" is invalid: spec.compute.scaling.minReplica: '3' is above maxReplica, which is 1; raise maxReplica or lower minReplica",
            response.Status.Message);
    }

    [Fact]
    public void All_mistakes_are_told_at_once_and_each_has_its_cause()
    {
        var response = Create("InferenceEndpoint", Endpoint(minReplica: 3, type: "secret"));

        Assert.Equal(["spec.type", "spec.compute.scaling.minReplica"], response.Status!.Details.Causes!.Select(cause => cause.Field));
        Assert.All(response.Status.Details.Causes!, cause => Assert.Contains($"{cause.Field}: {cause.Message}", response.Status.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_wrong_before_does_not_stand_in_the_way_of_a_label()
    {
        var labelled = Endpoint(minReplica: 3);
        labelled["metadata"]!["labels"] = new JsonObject { ["team"] = "search" };

        var response = Update("InferenceEndpoint", Endpoint(minReplica: 3), labelled);

        Assert.True(response.Allowed);
        Assert.StartsWith("spec.compute.scaling.minReplica: '3' is above", Assert.Single(response.Warnings!), StringComparison.Ordinal);
    }

    [Fact]
    public void One_mistake_of_two_can_be_mended() =>
        Assert.True(Update("InferenceEndpoint", Endpoint(minReplica: 3, type: "secret"), Endpoint(minReplica: 3)).Allowed);

    [Fact]
    public void A_change_that_adds_a_mistake_is_refused_for_that_mistake_alone()
    {
        var response = Update("InferenceEndpoint", Endpoint(minReplica: 3), Endpoint(minReplica: 3, type: "secret"));

        Assert.Equal(["spec.type"], response.Status!.Details.Causes!.Select(cause => cause.Field));
    }

    [Fact]
    public void A_change_from_one_mistake_to_another_is_refused() =>
        Assert.False(Update("InferenceEndpoint", Endpoint(minReplica: 3), Endpoint(minReplica: 4)).Allowed);

    [Fact]
    public void Whatever_is_being_deleted_can_lose_its_finalizers()
    {
        var deleted = Endpoint(minReplica: 3);
        deleted["metadata"]!["deletionTimestamp"] = "2030-01-01T00:00:00Z";

        Assert.True(Update("InferenceEndpoint", Endpoint(), deleted).Allowed);
    }

    [Fact]
    public void What_cannot_be_read_is_refused_with_its_field_unless_it_was_stored_so()
    {
        var unreadable = Endpoint();
        unreadable["spec"]!["compute"] = "large";

        var response = Create("InferenceEndpoint", unreadable);

        Assert.Equal(["spec.compute"], response.Status!.Details.Causes!.Select(cause => cause.Field));
        Assert.True(Update("InferenceEndpoint", unreadable, unreadable).Allowed);
        Assert.True(Update("InferenceEndpoint", unreadable, Endpoint()).Allowed);
    }

    [Fact]
    public void An_instance_that_is_not_there_yet_is_a_warning()
    {
        var response = Create("InferenceEndpoint", Endpoint(instanceType: "intel-sprr"));

        Assert.True(response.Allowed);
        Assert.StartsWith("spec.compute.instanceType: instance 'intel-sprr' 'x1' is not in the catalogue; nearest: intel-spr x1,", response.Warnings!.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_warning_is_never_longer_than_the_API_server_takes() =>
        Assert.All(Create("InferenceEndpoint", Endpoint(instanceType: new string('a', 63), instanceSize: new string('b', 163))).Warnings ?? ["-"], warning =>
            Assert.InRange(warning.Length, 1, 256));

    [Fact]
    public void Rows_of_the_catalogue_and_keys_are_checked_too()
    {
        var instance = new JsonObject { ["spec"] = new JsonObject { ["instanceType"] = "gpu", ["instanceSize"] = "x1", ["accelerator"] = "gpu", ["resources"] = new JsonObject { ["cpu"] = "1" } } };
        var key = new JsonObject { ["spec"] = new JsonObject { ["sha256"] = "abc", ["scopes"] = new JsonArray("inference.endpoints.read") } };

        Assert.Equal("spec.numAccelerators", Create("InstanceType", instance).Status!.Details.Causes!.Single().Field);
        Assert.Equal("spec.sha256", Create("EndpointKey", key).Status!.Details.Causes!.Single().Field);
    }

    [Fact]
    public void The_hash_of_a_key_cannot_be_changed()
    {
        var response = Update("EndpointKey", Key('a'), Key('b'));

        Assert.Contains("spec.sha256: cannot be changed; create another EndpointKey", response.Status!.Message, StringComparison.Ordinal);
        Assert.True(Update("EndpointKey", Key('a'), Key('a')).Allowed);

        static JsonObject Key(char digit) =>
            new() { ["spec"] = new JsonObject { ["sha256"] = new string(digit, 64), ["scopes"] = new JsonArray("inference.endpoints.read") } };
    }

    [Theory]
    [InlineData("DELETE", "inferenceendpoints.dev", "InferenceEndpoint")]
    [InlineData("CREATE", "inferenceendpoints.dev", "Something")]
    [InlineData("CREATE", "other.dev", "InferenceEndpoint")]
    public void What_is_not_ours_to_judge_is_admitted(string operation, string group, string kind) =>
        Assert.True(Review(operation, kind, Endpoint(minReplica: 3), null, group).Allowed);

    [Fact]
    public void What_can_never_fit_its_namespaces_limits_is_refused_and_what_must_wait_is_told_so()
    {
        var limit = new ValidationError("spec.compute.scaling.maxReplica", null, "namespace team-a may use 4 accelerators, and 0 are in use or waited for", "lower it");

        var never = Policy(_ => (limit, null)).Review(Request("CREATE", "InferenceEndpoint", Endpoint(), null));
        var notNow = Policy(_ => (null, limit)).Review(Request("CREATE", "InferenceEndpoint", Endpoint(), null));

        Assert.EndsWith($"is invalid: {limit}", never.Status!.Message, StringComparison.Ordinal);
        Assert.True(notNow.Allowed);
        Assert.Equal($"spec.compute.scaling.maxReplica: waits: {limit.Message}", notNow.Warnings!.Single());
    }

    [Fact]
    public void What_the_cluster_cannot_run_is_refused_with_what_it_can()
    {
        var endpoint = Endpoint();
        endpoint["spec"]!["model"]!["storage"] = new JsonObject { ["imageVolume"] = new JsonObject { ["reference"] = "registry.example.com/gemma:1" } };

        Assert.True(Create("InferenceEndpoint", endpoint).Allowed);
        Assert.EndsWith(
            "spec.model.storage.imageVolume: needs Kubernetes 1.31 or later, and this cluster has 1.30; use persistentVolumeClaim, hostPath or emptyDir",
            Policy(_ => default, minor: 30).Review(Request("CREATE", "InferenceEndpoint", endpoint, null)).Status!.Message,
            StringComparison.Ordinal);
    }

    private static AdmissionPolicy Policy(Func<InferenceEndpoint, (ValidationError? Never, ValidationError? NotNow)> limits, int minor = 31) =>
        new(() => new InstanceCatalogue(DefaultInstanceTypes.All), limits, new ClusterCapabilities(new Version(1, minor), "v2", "v1"));

    private AdmissionResponse Create(string kind, JsonObject wanted) => Review("CREATE", kind, wanted, null);

    private AdmissionResponse Update(string kind, JsonObject old, JsonObject wanted) => Review("UPDATE", kind, wanted, old);

    private AdmissionResponse Review(string operation, string kind, JsonObject wanted, JsonObject? old, string group = "inferenceendpoints.dev") =>
        policy.Review(Request(operation, kind, wanted, old, group));

    // As it arrives: through JSON.
    private static AdmissionRequest Request(string operation, string kind, JsonObject wanted, JsonObject? old, string group = "inferenceendpoints.dev")
    {
        var review = new JsonObject
        {
            ["apiVersion"] = "admission.k8s.io/v1",
            ["kind"] = "AdmissionReview",
            ["request"] = new JsonObject
            {
                ["uid"] = "the-uid",
                ["kind"] = new JsonObject { ["group"] = group, ["version"] = "v1alpha1", ["kind"] = kind },
                ["operation"] = operation,
                ["namespace"] = "team-a",
                ["name"] = "gemma",
                ["object"] = wanted.DeepClone(),
                ["oldObject"] = old?.DeepClone(),
            },
        };
        return JsonSerializer.Deserialize(review.ToJsonString(), AdmissionJsonContext.Default.AdmissionReview)!.Request!;
    }

    private static JsonObject Endpoint(int minReplica = 1, string type = "protected", string instanceType = "intel-spr", string instanceSize = "x1") => new()
    {
        ["metadata"] = new JsonObject { ["name"] = "gemma", ["namespace"] = "team-a" },
        ["spec"] = new JsonObject
        {
            ["type"] = type,
            ["model"] = new JsonObject { ["repository"] = "google/gemma", ["image"] = new JsonObject { ["tgi"] = new JsonObject() } },
            ["compute"] = new JsonObject
            {
                ["instanceType"] = instanceType,
                ["instanceSize"] = instanceSize,
                ["scaling"] = new JsonObject { ["minReplica"] = minReplica, ["maxReplica"] = 1 },
            },
        },
    };
}
