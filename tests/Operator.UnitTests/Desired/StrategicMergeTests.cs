using System.Text.Json.Nodes;

using InferenceEndpoints.Operator.Desired;

namespace InferenceEndpoints.Operator.UnitTests.Desired;

public sealed class StrategicMergeTests
{
    [Theory]
    [InlineData("scalars are replaced", """{"a":1,"b":2}""", """{"b":3}""", """{"a":1,"b":3}""")]
    [InlineData("null removes a field", """{"a":1,"b":2}""", """{"b":null}""", """{"a":1}""")]
    [InlineData("objects merge", """{"m":{"a":1}}""", """{"m":{"b":2}}""", """{"m":{"a":1,"b":2}}""")]
    [InlineData("an object is removed by directive", """{"m":{"a":1},"n":1}""", """{"m":{"$patch":"delete"}}""", """{"n":1}""")]
    [InlineData("an object is replaced by directive", """{"m":{"a":1}}""", """{"m":{"$patch":"replace","b":2}}""", """{"m":{"b":2}}""")]
    [InlineData(
        "containers merge by name",
        """{"containers":[{"name":"model","image":"x","env":[{"name":"A","value":"1"}]}]}""",
        """{"containers":[{"name":"model","env":[{"name":"B","value":"2"}]}]}""",
        """{"containers":[{"name":"model","image":"x","env":[{"name":"A","value":"1"},{"name":"B","value":"2"}]}]}""")]
    [InlineData(
        "a new container is added",
        """{"containers":[{"name":"model"}]}""",
        """{"containers":[{"name":"sidecar"}]}""",
        """{"containers":[{"name":"model"},{"name":"sidecar"}]}""")]
    [InlineData(
        "an element is deleted by directive",
        """{"volumes":[{"name":"a"},{"name":"b"}]}""",
        """{"volumes":[{"name":"a","$patch":"delete"}]}""",
        """{"volumes":[{"name":"b"}]}""")]
    [InlineData(
        "a keyed list is replaced by directive",
        """{"env":[{"name":"A","value":"1"}]}""",
        """{"env":[{"$patch":"replace"},{"name":"B","value":"2"}]}""",
        """{"env":[{"name":"B","value":"2"}]}""")]
    [InlineData(
        "volume mounts merge by path",
        """{"volumeMounts":[{"mountPath":"/a","name":"x"}]}""",
        """{"volumeMounts":[{"mountPath":"/a","name":"y"}]}""",
        """{"volumeMounts":[{"mountPath":"/a","name":"y"}]}""")]
    [InlineData("tolerations are atomic", """{"tolerations":[{"key":"a"}]}""", """{"tolerations":[{"key":"b"}]}""", """{"tolerations":[{"key":"b"}]}""")]
    [InlineData("arguments are atomic", """{"args":["a","b"]}""", """{"args":["c"]}""", """{"args":["c"]}""")]
    [InlineData(
        "retained keys drop the others",
        """{"volumes":[{"name":"v","emptyDir":{}}]}""",
        """{"volumes":[{"$retainKeys":["name","hostPath"],"name":"v","hostPath":{"path":"/x"}}]}""",
        """{"volumes":[{"name":"v","hostPath":{"path":"/x"}}]}""")]
    public void Patches_follow_the_rules_of_Kubernetes(string rule, string original, string patch, string expected)
    {
        var merged = StrategicMerge.Apply(Parse(original), Parse(patch));

        Assert.True(JsonNode.DeepEquals(Parse(expected), merged), $"{rule}: expected {expected} but got {merged.ToJsonString()}");
    }

    [Fact]
    public void Neither_argument_is_changed()
    {
        var (original, patch) = (Parse("""{"a":{"b":[{"name":"x"}]}}"""), Parse("""{"a":{"c":1}}"""));
        var (originalText, patchText) = (original.ToJsonString(), patch.ToJsonString());

        StrategicMerge.Apply(original, patch);

        Assert.Equal((originalText, patchText), (original.ToJsonString(), patch.ToJsonString()));
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
