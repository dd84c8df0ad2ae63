using System.Text.Json;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Informers.Reflector;
using k8s;
using k8s.Models;

namespace Compat.UnitTests.Informers;

public sealed class ObjectPageTests
{
    [Fact]
    public void One_object_that_cannot_be_read_does_not_hide_the_others()
    {
        var list = KubernetesJson.Deserialize<JsonElement>(
            """
            {
              "metadata": {"resourceVersion": "7", "continue": "next"},
              "items": [
                {"metadata": {"name": "a"}, "data": {"k": "v"}},
                {"metadata": {"name": "b", "namespace": "team"}, "data": 5},
                {"metadata": {"name": "c"}}
              ]
            }
            """);

        var page = ObjectPage<V1ConfigMap>.Readable(list);

        Assert.Equal(["a", "c"], page.Items.Select(map => map.Metadata.Name));
        Assert.Equal(new NamespacedName("team", "b"), NamespacedName.Of(Assert.Single(page.Unreadable).Metadata));
        Assert.Equal(("7", "next"), (page.Metadata.ResourceVersion, page.Metadata.ContinueProperty));
    }

    [Fact]
    public void What_is_no_list_is_not_taken_for_an_empty_one() =>
        Assert.Throws<JsonException>(() => ObjectPage<V1ConfigMap>.Readable(KubernetesJson.Deserialize<JsonElement>("""{"items": []}""")));
}
