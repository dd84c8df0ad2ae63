using System.Text.Json;

using InferenceEndpoints.Operator.Planning;

namespace InferenceEndpoints.Operator.UnitTests.Planning;

public sealed class DriftTests
{
    [Theory]
    [InlineData("""{"spec":{"type":"ClusterIP"}}""", """{"spec":{"type":"ClusterIP","clusterIP":"10.0.0.1"}}""")]
    [InlineData("""{"resources":{"requests":{"cpu":"1000m"}}}""", """{"resources":{"requests":{"cpu":"1"}}}""")]
    [InlineData("""{"args":[]}""", """{}""")]
    [InlineData("""{"apiVersion":"autoscaling/v2beta2","kind":"A"}""", """{"apiVersion":"autoscaling/v2"}""")]
    [InlineData("""{"env":[{"name":"A","value":""}]}""", """{"env":[{"name":"A"}]}""")]
    [InlineData("""{"containers":[{"name":"model"}]}""", """{"containers":[{"name":"injected"},{"name":"model","terminationMessagePath":"/x"}]}""")]
    [InlineData("""{"ports":[{"port":80,"targetPort":"http"}]}""", """{"ports":[{"port":80,"protocol":"TCP","targetPort":"http"}]}""")]
    public void What_the_server_defaults_or_others_add_is_not_drift(string desired, string live) =>
        Assert.Null(Drift.Find(Parse(desired), Parse(live)));

    [Theory]
    [InlineData("""{"spec":{"type":"ClusterIP"}}""", """{"spec":{"type":"NodePort"}}""", "spec.type")]
    [InlineData("""{"spec":{"type":"ClusterIP"}}""", """{}""", "spec")]
    [InlineData("""{"args":["a","b"]}""", """{"args":["a"]}""", "args")]
    [InlineData("""{"args":["a","b"]}""", """{"args":["a","c"]}""", "args[1]")]
    [InlineData("""{"containers":[{"name":"model","image":"a"}]}""", """{"containers":[{"name":"model","image":"b"}]}""", "containers[model].image")]
    [InlineData("""{"containers":[{"name":"model"}]}""", """{"containers":[{"name":"other"}]}""", "containers[model]")]
    [InlineData("""{"resources":{"limits":{"memory":"1Gi"}}}""", """{"resources":{"limits":{"memory":"2Gi"}}}""", "resources.limits.memory")]
    [InlineData("""{"tolerations":[{"key":"a"}]}""", """{"tolerations":[{"key":"a"},{"key":"b"}]}""", "tolerations")]
    [InlineData("""{"scaleTargetRef":{"kind":"Deployment"}}""", """{"scaleTargetRef":{"kind":"StatefulSet"}}""", "scaleTargetRef.kind")]
    [InlineData("""{"args":[["a"]]}""", """{"args":[["b"]]}""", "args[0][0]")]
    [InlineData("""{"readOnly":true}""", """{"readOnly":false}""", "readOnly")]
    public void A_field_that_we_set_and_somebody_changed_is_drift_and_named(string desired, string live, string path) =>
        Assert.Equal(path, Drift.Find(Parse(desired), Parse(live)));

    private static JsonElement Parse(string json) => JsonElement.Parse(json);
}
