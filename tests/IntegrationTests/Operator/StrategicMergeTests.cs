using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using InferenceEndpoints.Operator.Desired;

namespace IntegrationTests.Operator;

/// <summary>A real API server's word on how a pod template and what is laid over it become one.</summary>
[Collection(UsesApiServer.Name)]
public sealed class StrategicMergeTests(ApiServer server)
{
    private const string Namespace = "merging";
    private const string Template =
        """
        {"metadata": {"labels": {"app": "model"}}, "spec": {
          "affinity": {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "model"}}}]}},
          "containers": [{"name": "model", "image": "model", "args": ["a", "b"], "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
            "ports": [{"name": "http", "containerPort": 80}], "resources": {"limits": {"nvidia.com/gpu": "1"}, "requests": {"cpu": "1", "nvidia.com/gpu": "1"}},
            "volumeMounts": [{"name": "repository", "mountPath": "/repository"}, {"name": "tmp", "mountPath": "/tmp"}]}],
          "initContainers": [{"name": "download", "image": "download"}],
          "imagePullSecrets": [{"name": "registry"}],
          "nodeSelector": {"gpu": "a10g"},
          "tolerations": [{"key": "gpu", "operator": "Exists"}],
          "topologySpreadConstraints": [{"topologyKey": "kubernetes.io/hostname", "maxSkew": 1, "whenUnsatisfiable": "ScheduleAnyway", "labelSelector": {"matchLabels": {"app": "model"}}}],
          "volumes": [{"name": "repository", "emptyDir": {}}, {"name": "tmp", "emptyDir": {}}]}}
        """;

    private bool isReady;

    [Fact]
    public async Task What_is_laid_over_a_template_gives_what_the_api_server_makes_of_it()
    {
        using var http = server.CreateHttpClient();
        await CreateAsync(http);

        foreach (var overlay in Overlays())
        {
            var theirs = await SendAsync(http, HttpMethod.Patch, "/model", "application/strategic-merge-patch+json", overlay);
            var ours = await SendAsync(http, HttpMethod.Post, "", "application/json", StrategicMerge.Apply(Parse(Template), Parse(overlay)).ToJsonString());

            Assert.True(JsonNode.DeepEquals(Sorted(theirs), Sorted(ours)), $"{overlay}\ngives {theirs.ToJsonString()}\nand not {ours.ToJsonString()}");
        }
    }

    [Fact]
    public async Task Lists_have_the_keys_that_the_api_servers_document_gives_them()
    {
        using var http = server.CreateHttpClient();
        var definitions = JsonNode.Parse(await http.GetStringAsync(new Uri("/openapi/v2", UriKind.Relative)))!["definitions"]!.AsObject();
        List<string> wrong = [];
        HashSet<string> seen = [];
        Visit("io.k8s.api.core.v1.PodTemplateSpec");

        Assert.Contains("io.k8s.api.core.v1.VolumeMount", seen);
        Assert.Empty(wrong);

        void Visit(string definition)
        {
            if (!seen.Add(definition))
            {
                return;
            }

            // Of metadata a template has labels and annotations only, and containers that are ephemeral it has not.
            foreach (var (name, schema) in definitions[definition]!["properties"]?.AsObject().Where(property => property.Key is not ("metadata" or "ephemeralContainers")) ?? [])
            {
                var key = schema!["x-kubernetes-patch-merge-key"]?.GetValue<string>();
                if (schema["type"]?.GetValue<string>() == "array" && MergeKeys.Of(name, _ => true) is var ours && ours != key)
                {
                    wrong.Add($"{definition}.{name} has the key {key ?? "none"}, and here {ours ?? "none"}");
                }

                if ((schema["$ref"] ?? schema["items"]?["$ref"])?.GetValue<string>() is { } reference)
                {
                    Visit(reference.Split('/')[^1]);
                }
            }
        }
    }

    private static IEnumerable<string> Overlays() =>
    [
        """{"metadata": {"labels": {"team": "search"}, "annotations": {"a": "b"}}}""",
        """{"spec": {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchExpressions": [{"key": "pool", "operator": "Exists"}]}]}}}}}""",
        """{"spec": {"affinity": {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "zone", "labelSelector": {"matchLabels": {"app": "other"}}}]}}}}""",
        """{"spec": {"affinity": null}}""",
        """{"spec": {"containers": [{"name": "model", "env": [{"name": "C", "value": "3"}, {"name": "A", "value": "0"}]}]}}""",
        """{"spec": {"containers": [{"name": "model", "resources": {"limits": {"memory": "1Gi"}, "requests": {"cpu": null}}}]}}""",
        """{"spec": {"containers": [{"name": "model", "volumeMounts": [{"name": "tmp", "mountPath": "/repository"}, {"name": "tmp", "mountPath": "/more"}]}]}}""",
        """{"spec": {"containers": [{"name": "sidecar", "image": "sidecar", "ports": [{"containerPort": 80}, {"containerPort": 81}]}]}}""",
        """{"spec": {"initContainers": [{"name": "download", "resources": {"limits": {"memory": "1Gi"}}}, {"name": "more", "image": "more"}]}}""",
        """{"spec": {"imagePullSecrets": [{"name": "another"}], "hostAliases": [{"ip": "10.0.0.1", "hostnames": ["hub"]}]}}""",
        """{"spec": {"nodeSelector": {"pool": "gpus"}, "runtimeClassName": "kata", "terminationGracePeriodSeconds": 7}}""",
        """{"spec": {"nodeSelector": {"gpu": null}}}""",
        """{"spec": {"tolerations": [{"key": "team", "operator": "Exists"}]}}""",
        """{"spec": {"topologySpreadConstraints": [{"topologyKey": "kubernetes.io/hostname", "maxSkew": 2}]}}""",
        """{"spec": {"topologySpreadConstraints": [{"topologyKey": "zone", "maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule"}]}}""",
        """{"spec": {"volumes": [{"name": "certificates", "secret": {"secretName": "certificates"}}, {"name": "tmp", "emptyDir": {"sizeLimit": "1Gi"}}]}}""",
    ];

    private async Task CreateAsync(HttpClient http)
    {
        await server.CreateNamespaceAsync(Namespace);
        await SendAsync(http, HttpMethod.Post, "", "application/json", Template);
        isReady = true;
    }

    /// <summary>The pod template after it; once the object is there, only as a try.</summary>
    private async Task<JsonNode> SendAsync(HttpClient http, HttpMethod method, string path, string type, string template)
    {
        var isNew = method == HttpMethod.Post;
        var body = isNew
            ? $$$"""{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "{{{(isReady ? "merged" : "model")}}}"}, "spec": {"selector": {"matchLabels": {"app": "model"}}, "template": {{{template}}}}}"""
            : $$$"""{"spec": {"template": {{{template}}}}}""";
        using var request = new HttpRequestMessage(method, new Uri($"/apis/apps/v1/namespaces/{Namespace}/deployments{path}{(isReady ? "?dryRun=All" : "")}", UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type)),
        };
        using var response = await http.SendAsync(request);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.True(response.IsSuccessStatusCode, $"{template}: {answer["message"]}");
        return answer["spec"]!["template"]!;
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    /// <summary>The API server puts elements that are new first, which means nothing in a list with keys.</summary>
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(field => KeyValuePair.Create(field.Key, field.Value is JsonArray list ? SortedList(field.Key, list) : Sorted(field.Value)))),
        _ => node?.DeepClone(),
    };

    private static JsonArray SortedList(string field, JsonArray list)
    {
        var elements = list.Select(Sorted);
        return MergeKeys.Of(field, _ => true) is null
            ? [.. elements]
            : [.. elements.OrderBy(element => element?.ToJsonString(), StringComparer.Ordinal)];
    }
}
