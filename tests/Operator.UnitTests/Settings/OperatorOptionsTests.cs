using InferenceEndpoints.Hosting;
using InferenceEndpoints.Operator.Desired;
using InferenceEndpoints.Operator.Settings;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InferenceEndpoints.Operator.UnitTests.Settings;

public sealed class OperatorOptionsTests
{
    [Fact]
    public void Defaults_are_valid() => Read();

    [Fact]
    public void An_empty_namespace_is_all_of_them() => Assert.Empty(NamespaceList.Parse(Read(("Operator:Namespace", "")).Namespace));

    [Fact]
    public void Several_namespaces_are_told_apart_by_commas() =>
        Assert.Equal(["team-a", "team-b"], NamespaceList.Parse(Read(("Operator:Namespace", "team-a, team-b,team-a")).Namespace));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fd00::10.0.0.1")]
    public void Addresses_of_both_kinds_are_accepted(string address) => Assert.Equal(address, Read(("Operator:ListenAddress", address)).ListenAddress);

    [Theory]
    [InlineData("Operator:Port", "0", "Operator:Port must be between 1 and 65535")]
    [InlineData("Operator:Namespace", "team-a;team-b", "Operator:Namespace must be names of namespaces, with commas in between")]
    [InlineData("Operator:MaxParallelReconciles", "0", "Operator:MaxParallelReconciles must be between 1 and 256")]
    [InlineData("Operator:ListenAddress", "", "Operator:ListenAddress must be an IP address")]
    [InlineData("Operator:ListenAddress", "localhost", "Operator:ListenAddress must be an IP address")]
    [InlineData("Operator:Admission:Port", "70000", "Operator:Admission:Port must be between 1 and 65535")]
    [InlineData("Operator:Admission:Configuration", "", "Operator:Admission:Configuration must name a ValidatingWebhookConfiguration")]
    [InlineData("Operator:MetricsApi:Port", "0", "Operator:MetricsApi:Port must be between 1 and 65535")]
    [InlineData("Operator:MetricsApi:Service", "", "Operator:MetricsApi:Service must name a Service")]
    [InlineData("Operator:GpuMetrics:Port", "0", "Operator:GpuMetrics:Port must be between 1 and 65535")]
    [InlineData("Operator:GpuMetrics:Interval", "00:00:00", "Operator:GpuMetrics:Interval must be between 100 ms and 5 minutes")]
    [InlineData("Operator:GpuMetrics:Window", "01:00:00", "Operator:GpuMetrics:Window must be between 1 second and 10 minutes")]
    [InlineData("Operator:Url:Scheme", "ftp", "Operator:Url:Scheme must be http or https")]
    [InlineData("Operator:Url:Domain", "-bad-", "Operator:Url:Domain must be a DNS name")]
    [InlineData("Operator:NetworkPolicy:Gateway:Labels", "app in (gateway)", "Operator:NetworkPolicy: Labels must be of the form name=value,name=value")]
    [InlineData("Operator:NetworkPolicy:Others:0:Labels", "app=prometheus", "Operator:NetworkPolicy: Namespace must name the namespace")]
    [InlineData("Operator:Models:TextGenerationEngine", "trtllm", "Operator:Models:TextGenerationEngine must be tgi or vllm")]
    [InlineData("Operator:Models:HubEndpoint", "hub.internal", "Operator:Models:HubEndpoint must be an http or https URL")]
    [InlineData("Operator:Models:DrainSeconds", "-1", "Operator:Models:DrainSeconds must be between 0 and 60")]
    [InlineData("Operator:Models:Images:Tgi", "", "Operator:Models:Images:Tgi must name an image")]
    [InlineData("Operator:Models:Images:Rewrites:0:From", "ghcr.io/", "Rewrites: To must say where the images are")]
    public void A_mistake_stops_the_process_with_the_name_of_the_key(string key, string value, string message)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Read((key, value)));

        Assert.Contains(message, Assert.Single(exception.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_mistakes_each_is_a_sentence_of_its_own() => Assert.Equal(
        ["Operator:Port must be between 1 and 65535", "Operator:Url:Scheme must be http or https"],
        Assert.Throws<OptionsValidationException>(() => Read(("Operator:Port", "0"), ("Operator:Url:Scheme", "ftp"))).Failures);

    [Fact]
    public void A_value_of_the_wrong_kind_is_named_with_its_key() => Assert.Contains(
        "'http' at 'Operator:Port'",
        Assert.Single(Assert.Throws<OptionsValidationException>(() => Read(("Operator:Port", "http"))).Failures),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("ghcr.io/huggingface/tgi:3", "local/tgi:dev")]
    [InlineData("ghcr.io/huggingface/tei:1", "registry.internal/hf/tei:1")]
    [InlineData("docker.io/library/busybox:1", "docker.io/library/busybox:1")]
    public void Of_several_rewrites_the_longest_holds(string image, string expected)
    {
        var options = Read(
            ("Operator:Models:Images:Rewrites:0:From", "ghcr.io/huggingface/"),
            ("Operator:Models:Images:Rewrites:0:To", "registry.internal/hf/"),
            ("Operator:Models:Images:Rewrites:1:From", "ghcr.io/huggingface/tgi:3"),
            ("Operator:Models:Images:Rewrites:1:To", "local/tgi:dev"));

        Assert.Equal(expected, new ImageRewriter(options.Models.Images.Rewrites).Rewrite(image));
    }

    private static OperatorOptions Read(params (string Key, string Value)[] settings) =>
        new ServiceCollection().AddOperatorOptions(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build());
}
