using System.Text.Json.Nodes;
using FsCheck.Fluent;
using InferenceEndpoints.UnitTests;
using InferenceEndpoints.UnitTests.Validation;
using IntegrationTests.Operator;

namespace IntegrationTests.Admission;

[Collection(UsesApiServer.Name)]
public sealed class WebhookTests(WebhookUnderTest webhook) : IClassFixture<WebhookUnderTest>
{
    [Fact]
    public async Task Every_mistake_is_told_at_apply_with_its_field_and_what_to_do()
    {
        var untold = new List<string>();
        foreach (var (kind, rows) in new[]
        {
            ("InferenceEndpoint", BadManifests.Endpoints()),
            ("InstanceType", BadManifests.InstanceTypes()),
            ("EndpointKey", BadManifests.EndpointKeys()),
        })
        {
            foreach (var row in rows)
            {
                var (field, patch) = ((string)row[0], (string)row[1]);
                var message = await webhook.CreateAsync(Manifests.Patched(kind, patch), dryRun: true);
                if (!Refusals.Tell(message, field))
                {
                    untold.Add($"{kind} {patch}: no remedy for {field} in '{message}'");
                }
            }
        }

        Assert.True(untold.Count == 0, string.Join("\n", untold));
    }

    [Fact]
    public async Task Whatever_the_schema_forbids_is_refused_with_its_field_and_what_to_do()
    {
        var untold = new List<string>();
        foreach (var mutation in SchemaMutation.Any().Generator.Sample(300))
        {
            var message = await webhook.CreateAsync(mutation.Manifest, dryRun: true);
            if (!Refusals.Tell(message, mutation.Field))
            {
                untold.Add($"{mutation}: no remedy in '{message}'");
            }
        }

        Assert.True(untold.Count == 0, string.Join("\n", untold));
    }

    /// <summary>An object that is stored and cannot be read would stop the informer, and with it the operator, for everybody.</summary>
    [Theory]
    [InlineData("InferenceEndpoint", """{"spec": {"model": {"image": {"tgi": {"maxInputTokens": 3000000000}}}}}""")]
    [InlineData("InferenceEndpoint", """{"spec": {"model": {"image": {"tgi": {"port": 1.0}}}}}""")]
    [InlineData("InferenceEndpoint", """{"spec": {"model": {"image": {"tgi": {"port": 8e1}}}}}""")]
    [InlineData("InferenceEndpoint", """{"spec": {"compute": {"scaling": {"measure": {"pendingRequests": 1e-320}}}}}""")]
    [InlineData("InferenceEndpoint", """{"spec": {"model": {"image": {"tgi": null, "llamacpp": {"modelPath": "a", "ctxSize": 99999999999}}}}}""")]
    [InlineData("InferenceEndpoint", """{"spec": {"template": {"spec": {"a": 1e300, "b": [null], "\u0000": "\ud83d\ude00"}}}}""")]
    [InlineData("InstanceType", """{"spec": {"resources": {"cpu": "1e1000"}}}""")]
    [InlineData("InstanceType", """{"spec": {"resources": {"cpu": "1e1.5"}}}""")]
    [InlineData("InstanceType", """{"spec": {"resources": {"cpu": 99999999999999999999}}}""")]
    [InlineData("InstanceType", """{"spec": {"resources": {"cpu": "+.5e-7"}}}""")]
    [InlineData("InstanceType", """{"spec": {"sharedMemory": "1E400"}}""")]
    [InlineData("InstanceType", """{"spec": {"pricePerHour": 1e308}}""")]
    [InlineData("InstanceType", """{"spec": {"tolerations": [{"tolerationSeconds": 9223372036854775808}]}}""")]
    [InlineData("EndpointKey", """{"spec": {"expirationTime": "2030-01-01T00:00:00+20:00"}}""")]
    [InlineData("EndpointKey", """{"spec": {"expirationTime": "0000-01-01T00:00:00Z"}}""")]
    [InlineData("EndpointKey", """{"spec": {"expirationTime": "9999-12-31T23:59:59-12:00"}}""")]
    [InlineData("EndpointKey", """{"spec": {"expirationTime": "2030-01-01t00:00:00z"}}""")]
    [InlineData("EndpointKey", """{"spec": {"expirationTime": "2030-01-01T00:00:00.123456789123Z"}}""")]
    [InlineData("EndpointKey", """{"spec": {"expirationTime": "2030-12-31T23:59:60Z"}}""")]
    [InlineData("EndpointKey", """{"spec": {"expirationTime": "2030-01-01"}}""")]
    public async Task What_the_schema_lets_through_can_be_read(string kind, string patch) =>
        Assert.DoesNotContain("cannot be read", await webhook.CreateAsync(Manifests.Patched(kind, patch), dryRun: true), StringComparison.Ordinal);

    [Fact]
    public async Task What_its_namespace_may_never_use_is_refused_in_the_words_of_the_status()
    {
        var endpoint = WebhookUnderTest.Endpoint("greedy", "{}");
        endpoint["spec"]!["compute"] = new JsonObject { ["instanceType"] = "nvidia-a10g", ["scaling"] = new JsonObject { ["maxReplica"] = 9 } };

        Assert.Contains(
            "spec.compute.scaling.maxReplica: namespace admission may use 8 accelerators, and 0 are in use or waited for; this endpoint needs 9 with all its replicas",
            await webhook.CreateAsync(endpoint, dryRun: true),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_replicas_stand_in_the_bundle_side_by_side()
    {
        await using var second = await OperatorUnderTest.StartAsync(
            webhook.Server, "admission-second", ("Operator__Admission__Enabled", "true"), ("Operator__Admission__Port", $"{ApiServer.FreePort()}"));

        await global::Cluster.Eventually.EqualAsync("both are trusted", 2, async _ => (await webhook.TrustedAsync()).Distinct().Count(), second.Deadline);
        Assert.Contains("denied the request", await webhook.CreateAsync(WebhookUnderTest.Endpoint("again", """{"PORT": "1"}"""), dryRun: true), StringComparison.Ordinal);
    }
}
