using System.Text.Json;
using k8s;
using k8s.Models;
using YamlDotNet.Core;

namespace Compat.UnitTests.KubernetesClient.Serialization;

public sealed class KubernetesYamlTests
{
    [Fact]
    public void A_manifest_is_read()
    {
        var pod = KubernetesYaml.Deserialize<V1Pod>("""
            # a comment
            kind: Pod
            metadata: {name: p, labels: &labels {app: web, "quoted": 'yes'}, annotations: *labels}
            spec:
              terminationGracePeriodSeconds: 0
              containers:
              - name: c
                args: ["1", '2', three]
                env:
                - name: TEXT
                  value: |
                    two
                    lines
                resources: {limits: {cpu: 0.5, memory: 1Gi, nvidia.com/gpu: 1}}
              volumes:
              - configMap: {defaultMode: 0644, optional: true, name: ~}
            """);
        Assert.Equal(("p", "yes", "web"), (pod.Metadata.Name, pod.Metadata.Labels!["quoted"], pod.Metadata.Annotations!["app"]));
        var container = Assert.Single(pod.Spec!.Containers!);
        Assert.Equal(["1", "2", "three"], container.Args!);
        Assert.Equal("two\nlines\n", container.Env![0].Value);
        Assert.Equal("0.5 1Gi 1", string.Join(' ', container.Resources!.Limits!.Values));
        var volume = pod.Spec.Volumes![0].ConfigMap!;
        Assert.Equal((420, true, null), (volume.DefaultMode, volume.Optional, volume.Name));
    }

    [Theory]
    [InlineData("", "null")]
    [InlineData("~", "null")]
    [InlineData("null", "null")]
    [InlineData("True", "true")]
    [InlineData("false", "false")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("-7", "-7")]
    [InlineData("0", "0")]
    [InlineData("010", "8")]
    [InlineData("08", "8")]
    [InlineData("1.5e3", "1500")]
    [InlineData("1e999", "\"1e999\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("e", "\"e\"")]
    [InlineData("NaN", "\"NaN\"")]
    [InlineData("2024-01-01", "\"2024-01-01\"")]
    [InlineData("'7'", "\"7\"")]
    [InlineData("\"null\"", "\"null\"")]
    [InlineData("|\n  7", "\"7\"")]
    public void A_scalar_is_what_kubectl_takes_it_for(string yaml, string json) =>
        Assert.Equal(json, KubernetesYaml.Deserialize<JsonElement>($"value: {yaml}").GetProperty("value").GetRawText());

    [Theory]
    [InlineData("a: [")]
    [InlineData("a: 1\na: 2")]
    [InlineData("a: *unknown")]
    public void What_is_not_YAML_is_refused(string yaml) => Assert.ThrowsAny<YamlException>(() => KubernetesYaml.Deserialize<V1Pod>(yaml));

    [Theory]
    [InlineData("")]
    [InlineData("kind: Pod\n---\nkind: Pod")]
    [InlineData("? [a]\n: b")]
    [InlineData("- kind: Pod")]
    [InlineData("spec: {containers: 5}")]
    public void What_is_not_one_object_of_the_kind_is_refused(string yaml) =>
        Assert.Throws<JsonException>(() => KubernetesYaml.Deserialize<V1Pod>(yaml));
}
