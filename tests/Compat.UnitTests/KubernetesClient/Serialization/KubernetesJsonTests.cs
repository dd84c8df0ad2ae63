using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Compat.UnitTests.KubernetesClient.Serialization;

public sealed class KubernetesJsonTests
{
    public static TheoryData<Type> Kinds => [.. typeof(V1Pod).Assembly.GetTypes().Where(type => type.GetCustomAttribute<KubernetesEntityAttribute>() is not null)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_new_object_says_its_kind_and_nothing_that_is_not_set(Type kind)
    {
        var entity = kind.GetCustomAttribute<KubernetesEntityAttribute>()!;
        var json = JsonNode.Parse(KubernetesJson.Serialize(Activator.CreateInstance(kind)!))!.AsObject();
        Assert.Equal(entity.Kind, (string?)json["kind"]);
        Assert.Equal(entity.Group.Length == 0 ? entity.ApiVersion : $"{entity.Group}/{entity.ApiVersion}", (string?)json["apiVersion"]);
        Assert.DoesNotContain(null, Leaves(json));
        Assert.Equal(2, Leaves(json).Count());
    }

    [Fact]
    public void What_many_objects_say_is_kept_once()
    {
        var (one, other) = (Read(), Read());

        Assert.Same(one.Metadata.Labels!["app"], other.Metadata.Labels!["app"]);
        Assert.Same(one.Metadata.Labels.Keys.Single(), other.Metadata.Labels.Keys.Single());
        Assert.Equal("gemma", one.Metadata.Labels["app"]);

        static V1ConfigMap Read() => KubernetesJson.Deserialize<V1ConfigMap>("""{"metadata":{"labels":{"app":"gemma"}}}"""u8);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ü")]
    [InlineData("ü with \u0022 and \n")]
    public void Every_text_comes_back_as_it_was(string text)
    {
        var json = KubernetesJson.Serialize(new V1ConfigMap { Data = new Dictionary<string, string> { [text] = text } });

        Assert.All(Enumerable.Range(0, 2), _ => Assert.Equal([KeyValuePair.Create(text, text)], KubernetesJson.Deserialize<V1ConfigMap>(json).Data!));
    }

    [Fact]
    public void A_number_is_no_text_even_if_a_text_was_the_same()
    {
        Assert.Equal("80", KubernetesJson.Deserialize<V1ConfigMap>("""{"data":{"port":"80"}}""").Data!["port"]);
        Assert.Throws<JsonException>(() => KubernetesJson.Deserialize<V1ConfigMap>("""{"data":{"port":80}}"""));
    }

    [Fact]
    public void Fields_that_are_not_modelled_are_passed_over()
    {
        var map = KubernetesJson.Deserialize<V1ConfigMap>(
            """{"futureField":{"deep":[1,{"a":null}]},"kind":"ConfigMap","metadata":{"name":"n","future":[[]]},"data":{"k":"v"},"immutable":null}""");
        Assert.Equal(("n", "v"), (map.Metadata.Name, map.Data!["k"]));
        Assert.Null(map.Immutable);
    }

    [Fact]
    public void A_full_Deployment_comes_back_as_it_was_written()
    {
        const string Written = """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"annotations":{"a":"ü\u0022"},"creationTimestamp":"2024-02-29T00:00:00Z","generation":3,
            "labels":{"app":"x"},"name":"d","namespace":"ns","ownerReferences":[{"apiVersion":"v1","blockOwnerDeletion":true,"controller":true,"kind":"K",
            "name":"o","uid":"u"}],"resourceVersion":"7"},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"x"}},"strategy":{"rollingUpdate":
            {"maxSurge":"25%","maxUnavailable":0},"type":"RollingUpdate"},"template":{"metadata":{"labels":{"app":"x"}},"spec":{"containers":[{"args":["-v"],
            "env":[{"name":"E","value":""}],"image":"i","name":"c","ports":[{"containerPort":80,"name":"http"}],"readinessProbe":{"httpGet":{"path":"/",
            "port":"http"},"periodSeconds":1},"resources":{"limits":{"cpu":"500m","nvidia.com/gpu":"1"}}}],"terminationGracePeriodSeconds":0}}},
            "status":{"conditions":[{"status":"True","type":"Available"}],"observedGeneration":3}}
            """;
        var read = KubernetesJson.Deserialize<V1Deployment>(Written);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Written), JsonNode.Parse(KubernetesJson.Serialize(read))), KubernetesJson.Serialize(read));
    }

    [Fact]
    public void Bytes_of_a_secret_are_base64()
    {
        var secret = new V1Secret { Data = new Dictionary<string, byte[]> { ["k"] = [0, 255, 10] } };
        Assert.Contains("\"k\":\"AP8K\"", KubernetesJson.Serialize(secret), StringComparison.Ordinal);
        Assert.Equal([0, 255, 10], KubernetesJson.Deserialize<V1Secret>(KubernetesJson.Serialize(secret)).Data!["k"]);
    }

    [Fact]
    public void A_list_of_any_kind_comes_back()
    {
        var list = KubernetesJson.Deserialize<KubernetesList<V1ConfigMap>>(
            """
            {"future":[{}],"kind":"ConfigMapList","apiVersion":"v1","items":[{"metadata":{"name":"a"}},null,{"metadata":{"name":"b"}}],
            "metadata":{"continue":"next","remainingItemCount":3,"resourceVersion":"9"}}
            """);
        Assert.Equal(["a", "b"], list.Items.Select(item => item.Metadata.Name));
        var read = KubernetesJson.Deserialize<KubernetesList<V1ConfigMap>>(KubernetesJson.Serialize(list));
        Assert.Equal(("v1", "ConfigMapList", 2), (read.ApiVersion, read.Kind, read.Items.Count));
        Assert.Equal(new V1ListMeta { ContinueProperty = "next", RemainingItemCount = 3, ResourceVersion = "9" }, read.Metadata);
    }

    [Theory]
    [InlineData("""{"items":null,"metadata":null}""")]
    [InlineData("{}")]
    public void A_list_without_items_is_empty(string json)
    {
        var list = KubernetesJson.Deserialize<KubernetesList<V1Pod>>(json);
        Assert.Empty(list.Items);
        Assert.NotNull(list.Metadata);
    }

    [Fact]
    public void A_type_that_no_context_knows_is_refused() =>
        Assert.Throws<NotSupportedException>(() => KubernetesJson.Serialize(new KubernetesJsonTests()));

    [Fact]
    public void A_status_reads_an_object_whose_deletion_takes_time()
    {
        var answer = KubernetesJson.Deserialize<V1Status>("""{"kind":"Pod","metadata":{"name":"p","finalizers":["x"]},"status":{"phase":"Running"}}""");
        Assert.Equal(("Pod", null), (answer.Kind, answer.Status));
    }

    private static IEnumerable<JsonNode?> Leaves(JsonNode? node) => node switch
    {
        JsonObject mapping => mapping.SelectMany(child => Leaves(child.Value)),
        JsonArray list => list.SelectMany(Leaves),
        _ => [node],
    };
}
