using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json.Nodes;
using Cluster;
using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator;
using InferenceEndpoints.Operator.Cluster;
using InferenceEndpoints.Operator.Observed;
using InferenceEndpoints.Operator.Planning;
using InferenceEndpoints.Operator.Settings;
using k8s;
using k8s.Models;

namespace IntegrationTests.Operator;

/// <summary>A real API server's word on what the golden manifests of the unit tests show.</summary>
[Collection(UsesApiServer.Name)]
public sealed class GoldenManifestTests(ApiServer server)
{
    private const string Namespace = "golden";

    private static readonly Version HasImageVolumes = new(1, 31);

    [Fact]
    public async Task The_api_server_takes_all_that_each_golden_endpoint_becomes_without_a_field_that_it_does_not_know()
    {
        OperatorJsonContext.Register();
        await server.CreateNamespaceAsync(Namespace);
        using var http = server.CreateHttpClient();
        var cluster = await ClusterDiscovery.DiscoverAsync(server.Client.ApiClient, CancellationToken.None);
        var planner = new EndpointPlanner(new OperatorOptions { NetworkPolicy = { Enabled = true } }, cluster, new DesiredObjects());
        var folder = Repository.File("tests/Operator.UnitTests/Golden/manifests");
        var more = await File.ReadAllTextAsync(Path.Combine(folder, "instance-types.yaml"));
        var catalogue = new InstanceCatalogue([.. DefaultInstanceTypes.All, .. more.Split("\n---\n").Select(KubernetesYaml.Deserialize<InstanceType>)]);
        List<string> refused = [];
        foreach (var file in Directory.EnumerateFiles(folder, "*.endpoint.yaml"))
        {
            var endpoint = KubernetesYaml.Deserialize<InferenceEndpoint>(await File.ReadAllTextAsync(file));
            endpoint.Metadata.NamespaceProperty = Namespace;
            endpoint.Metadata.Uid = "11111111-2222-3333-4444-555555555555";
            if (endpoint.Spec.Model.Storage?.ImageVolume is not null && cluster.Version < HasImageVolumes)
            {
                continue;
            }

            var plan = planner.Plan(new EndpointSnapshot(endpoint, new EndpointChildren(), catalogue, DateTimeOffset.UnixEpoch));
            foreach (var child in plan.Changes.Cast<PlannedChange.Apply>().Select(apply => apply.Desired))
            {
                refused.AddRange(await ProblemsAsync(http, child));
            }
        }

        Assert.Empty(refused);
    }

    // A server-side apply never takes a field that its schema has not; the strict validation is for servers that may come to think otherwise.
    private static async Task<IEnumerable<string>> ProblemsAsync(HttpClient http, IKubernetesObject<V1ObjectMeta> child)
    {
        var group = child.ApiVersion.Contains('/', StringComparison.Ordinal) ? $"apis/{child.ApiVersion}" : $"api/{child.ApiVersion}";
        var plural = child.GetType().GetCustomAttribute<KubernetesEntityAttribute>()!.PluralName;
        using var body = new ByteArrayContent(KubernetesJson.SerializeToUtf8Bytes(child));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/apply-patch+yaml");
        using var response = await http.PatchAsync(
            new Uri($"{group}/namespaces/{Namespace}/{plural}/{child.Metadata.Name}?fieldManager=test&force=true&dryRun=All&fieldValidation=Strict", UriKind.Relative),
            body);
        return response.IsSuccessStatusCode
            ? []
            : [$"{child.Kind} {child.Metadata.Name}: {JsonNode.Parse(await response.Content.ReadAsStringAsync())!["message"]}"];
    }
}
