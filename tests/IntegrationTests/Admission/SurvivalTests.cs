using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using InferenceEndpoints.Entities;
using InferenceEndpoints.UnitTests;
using InferenceEndpoints.UnitTests.Validation;
using IntegrationTests.Operator;

namespace IntegrationTests.Admission;

/// <summary>What the operator does with mistakes that nobody stopped: no webhook, and a schema that takes everything.</summary>
[Collection(UsesApiServer.Name)]
public sealed class SurvivalTests(ApiServer server)
{
    private const string Anything =
        """[{"op": "replace", "path": "/spec/versions/0/schema/openAPIV3Schema", "value": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}]""";

    private static readonly string[] s_unreadable =
    [
        """{"spec": {"compute": "large"}}""",
        """{"spec": {"model": 5}}""",
        """{"spec": {"paused": "yes"}}""",
        """{"spec": {"model": {"image": {"tgi": {"maxInputTokens": 3000000000}}}}}""",
        """{"spec": {"model": {"env": {"A": 1}}}}""",
        """{"spec": {"model": {"args": "--verbose"}}}""",
    ];

    [Fact]
    public async Task No_mistake_of_one_endpoint_stops_another_one_and_each_is_told_in_the_status()
    {
        using var http = server.CreateHttpClient();
        await using var product = await OperatorUnderTest.StartAsync(server, "survival");
        await product.KubectlAsync("patch", "crd", "inferenceendpoints.inferenceendpoints.dev", "--type=json", "-p", Anything);
        try
        {
            var fields = await StoreBadEndpointsAsync(http, product);

            await product.CreateEndpointAsync("good");
            await product.StateAsync("good", "pending");
            foreach (var (name, field) in fields)
            {
                await product.StatusAsync(
                    name, $"failed because of {field}", status => status.State == "failed" && status.Message?.Contains(field, StringComparison.Ordinal) == true);
            }

            // One that starts afterwards meets all of them in its first list.
            await using var next = await OperatorUnderTest.StartAsync(server, "survival-next", ("Operator__Namespace", ""));
            await next.CreateEndpointAsync("good");
            await next.StateAsync("good", "pending");
        }
        finally
        {
            using var all = await http.DeleteAsync(Endpoints(product), product.Deadline);
            await product.KubectlAsync("apply", "--validate=false", "-f", global::Cluster.Repository.File("crds"));
        }
    }

    /// <returns>The names of those that can be read, and the field that is wrong with each.</returns>
    private static async Task<Dictionary<string, string>> StoreBadEndpointsAsync(HttpClient http, OperatorUnderTest product)
    {
        var fields = new Dictionary<string, string>();
        foreach (var patch in s_unreadable)
        {
            await StoreAsync(patch);
        }

        foreach (var row in BadManifests.Endpoints().Where(row => !((string)row[0]).StartsWith("metadata.", StringComparison.Ordinal)))
        {
            fields.Add(await StoreAsync((string)row[1]), (string)row[0]);
        }

        return fields;

        async Task<string> StoreAsync(string patch)
        {
            var name = $"bad-{Guid.NewGuid():N}"[..20];
            var manifest = Manifests.Patched(InferenceEndpoint.KubeKind, patch);
            manifest["metadata"] = new JsonObject { ["name"] = name };
            await global::Cluster.Eventually.TrueAsync(
                $"{patch} is stored",
                async token =>
                {
                    using var body = new StringContent(manifest.ToJsonString(), new MediaTypeHeaderValue("application/json"));
                    using var response = await http.PostAsync(Endpoints(product), body, token);
                    return response.IsSuccessStatusCode;
                },
                product.Deadline);
            return name;
        }
    }

    private static Uri Endpoints(OperatorUnderTest product) =>
        new($"/apis/inferenceendpoints.dev/v1alpha1/namespaces/{product.Namespace}/inferenceendpoints", UriKind.Relative);
}
