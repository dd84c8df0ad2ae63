using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using InferenceEndpoints.Entities;
using InferenceEndpoints.KubectlIep.Diagnosis;
using k8s;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.UnitTests;

public sealed class DiagnosisTests
{
    [Theory]
    [InlineData("19", "Fail")]
    [InlineData("20", "Warn")]
    [InlineData("24+", "Warn")]
    [InlineData("25", "Ok")]
    [InlineData("36", "Ok")]
    public void A_clusters_version_is_too_old_or_lacks_rules_or_is_fine(string minor, string severity) =>
        Assert.Equal(severity, VersionCheck.Judge(new VersionInfo { Major = "1", Minor = minor, GitVersion = $"v1.{minor}.0" }).Severity.ToString());

    [Fact]
    public void Custom_resources_must_be_installed_established_and_of_this_version()
    {
        var findings = DefinitionsCheck.Judge(
            [Definition(InferenceEndpoint.KubePluralName, "v1alpha1", "True"), Definition(InstanceType.KubePluralName, "v2", "True")]).ToArray();

        Assert.Equal([Severity.Ok, Severity.Fail, Severity.Fail], findings.Select(finding => finding.Severity));
        Assert.Equal(["v1alpha1", "serves v2 and not v1alpha1", "not installed"], findings.Select(finding => finding.Text));
        Assert.Equal("not established", DefinitionsCheck.Judge([Definition(InferenceEndpoint.KubePluralName, "v1alpha1", "False")]).First().Text);
    }

    [Fact]
    public void Accelerators_that_instance_types_have_are_looked_for_on_ready_nodes() =>
        Assert.Equal(
            [
                "OK    instance types            2",
                "OK    nodes                     2 of 3 ready",
                "WARN  aws.amazon.com/neuron     on no ready node; instance types with it wait for ever: add a node, and the device plugin that announces it",
                "OK    nvidia.com/gpu            4 on 1 node",
            ],
            HardwareCheck.Judge(
                [Hardware("nvidia.com/gpu"), Hardware("aws.amazon.com/neuron")],
                [Node("True", ("cpu", "8"), ("nvidia.com/gpu", "4")), Node("True", ("nvidia.com/gpu", "0")), Node("False", ("aws.amazon.com/neuron", "2"))])
                .Select(finding => finding.ToString()));

    [Fact]
    public void A_cluster_without_hardware_fails() =>
        Assert.All(HardwareCheck.Judge([], []), finding => Assert.Equal(Severity.Fail, finding.Severity));

    [Theory]
    [InlineData(0, 2, "Fail")]
    [InlineData(1, 2, "Warn")]
    [InlineData(2, 2, "Ok")]
    public void A_process_must_have_its_replicas(int ready, int wanted, string severity)
    {
        var findings = ProcessCheck.Judge([Deployment("operator", ready, wanted)]).ToArray();

        Assert.Equal(severity, findings[0].Severity.ToString());
        Assert.Equal(("gateway", Severity.Fail), (findings[1].Subject, findings[1].Severity));
    }

    [Fact]
    public void A_webhook_must_be_trusted_and_its_authority_not_expired()
    {
        Assert.Equal("not installed", WebhookCheck.Judge(Enumerable.Empty<V1ValidatingWebhookConfiguration>(), Sample.Now).Text);
        Assert.Equal("has no certificate authority", Webhook(bundle: null).Text);
        Assert.Equal("has no certificate authority", Webhook("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").Text);
        Assert.Equal("its authority expired 2030-01-30", Webhook(Authority(Sample.Now.AddDays(-1))).Text);
        Assert.Equal(Finding.Ok("validating webhook", "trusted until 2030-03-02"), Webhook(Authority(Sample.Now.AddDays(-1)) + Authority(Sample.Now.AddDays(30))));

        static Finding Webhook(string? bundle) => WebhookCheck.Judge(
            [
                new V1ValidatingWebhookConfiguration
                {
                    Webhooks =
                    [
                        new V1ValidatingWebhook { Name = "others.example.com" },
                        new V1ValidatingWebhook
                        {
                            Name = "validate.inferenceendpoints.dev",
                            ClientConfig = new Admissionregistrationv1WebhookClientConfig { CaBundle = bundle is null ? null : Encoding.UTF8.GetBytes(bundle) },
                        },
                    ],
                },
            ],
            Sample.Now);
    }

    [Fact]
    public void The_defaulting_webhook_is_looked_at_by_itself()
    {
        Assert.Equal("not installed", WebhookCheck.Judge([Configuration("others.example.com", null)], Sample.Now).Text);
        Assert.Equal("has no certificate authority", WebhookCheck.Judge([Configuration("default.inferenceendpoints.dev", null)], Sample.Now).Text);
        Assert.Equal(
            Finding.Ok("defaulting webhook", "trusted until 2030-03-02"),
            WebhookCheck.Judge([Configuration("default.inferenceendpoints.dev", Authority(Sample.Now.AddDays(30)))], Sample.Now));

        static V1MutatingWebhookConfiguration Configuration(string name, string? bundle) => new()
        {
            Webhooks =
            [
                new V1MutatingWebhook
                {
                    Name = name,
                    ClientConfig = new Admissionregistrationv1WebhookClientConfig { CaBundle = bundle is null ? null : Encoding.UTF8.GetBytes(bundle) },
                },
            ],
        };
    }

    [Fact]
    public void Metrics_that_are_not_served_are_a_warning_that_says_whose_server_is_silent()
    {
        Assert.Equal(
            [Finding.Ok("metrics.k8s.io", "served"), Finding.Ok("external.metrics.k8s.io", "served, trusted until 2030-03-02")],
            Judge(["metrics.k8s.io", "external.metrics.k8s.io"], Authority(Sample.Now.AddDays(30))));
        Assert.Equal(["not served", "not served"], Judge([], bundle: null, service: null).Select(finding => finding.Text));
        Assert.Equal("Service keda/metrics does not answer", Judge([], bundle: null, "metrics")[1].Text);
        Assert.Equal("its authority expired 2030-01-30", Judge([], Authority(Sample.Now.AddDays(-1)))[1].Text);

        static Finding[] Judge(string[] groups, string? bundle, string? service = "metrics") =>
        [
            .. MetricsCheck.Judge(
                new V1APIGroupList { Groups = [.. groups.Select(group => new V1APIGroup { Name = group })] },
                service is null ? null : new V1APIService
                {
                    Spec = new V1APIServiceSpec
                    {
                        Service = new Apiregistrationv1ServiceReference { NamespaceProperty = "keda", Name = service },
                        CaBundle = bundle is null ? null : Encoding.UTF8.GetBytes(bundle),
                    },
                },
                Sample.Now),
        ];
    }

    [Theory]
    [InlineData("nvidia.com/gpu.present", "true", true)]
    [InlineData("cloud.google.com/gke-accelerator", "nvidia-l4", true)]
    [InlineData("nvidia.com/gpu.present", "false", false)]
    [InlineData("kubernetes.io/os", "linux", false)]
    public void A_node_with_a_GPU_that_nobody_announces_is_named(string label, string value, bool isSilent)
    {
        var (silent, announced) = (Node("True", ("nvidia.com/gpu", "0")), Node("True", ("nvidia.com/mig-3g.40gb", "2")));
        foreach (var node in new[] { silent, announced })
        {
            node.Metadata = new V1ObjectMeta { Name = "gpu-1", Labels = new Dictionary<string, string> { [label] = value } };
        }

        Assert.Equal(isSilent, HardwareCheck.Judge([], [silent]).Any(finding => finding is { Subject: "device plugin", Severity: Severity.Fail }));
        Assert.DoesNotContain(HardwareCheck.Judge([], [announced]), finding => finding.Subject == "device plugin");
    }

    [Fact]
    public void GPUs_that_are_all_unhealthy_are_a_failure()
    {
        var node = Node("True", ("nvidia.com/gpu", "0"));
        node.Status!.Capacity = new Dictionary<string, ResourceQuantity> { ["nvidia.com/gpu"] = new("4") };

        Assert.Contains(HardwareCheck.Judge([], [node]), finding => finding.Subject == "device plugin");
    }

    [Fact]
    public void Names_must_be_served_in_the_cluster() => Assert.Equal(
        [Severity.Warn, Severity.Fail, Severity.Ok],
        new V1Deployment[][] { [], [Deployment("coredns", 0, 2)], [Deployment("coredns", 1, 2)] }.Select(servers => ClusterDnsCheck.Judge(servers).Severity));

    [Fact]
    public void Rights_that_are_missing_are_named()
    {
        var needed = RightsCheck.Needed("demo");

        Assert.Equal(Severity.Ok, RightsCheck.Judge("demo", [.. needed.Select(right => (right, true))]).Severity);
        Assert.Equal(
            "in namespace demo you may not patch inferenceendpoints, get pods/log",
            RightsCheck.Judge("demo", [.. needed.Select(right => (right, right.Verb != "patch" && right.Subresource != "log"))]).Text);
    }

    private static V1CustomResourceDefinition Definition(string plural, string version, string established) => new()
    {
        Metadata = new V1ObjectMeta { Name = $"{plural}.{ApiGroup.Name}" },
        Spec = new V1CustomResourceDefinitionSpec
        {
            Versions = [new V1CustomResourceDefinitionVersion { Name = "v0", Served = false }, new V1CustomResourceDefinitionVersion { Name = version, Served = true }],
        },
        Status = new V1CustomResourceDefinitionStatus { Conditions = [new V1CustomResourceDefinitionCondition { Type = "Established", Status = established }] },
    };

    private static InstanceType Hardware(string resource) =>
        new() { Spec = new InstanceTypeSpec { Resources = new Dictionary<string, ResourceQuantity> { ["cpu"] = "4", [resource] = "1" } } };

    private static V1Node Node(string ready, params (string Name, string Amount)[] allocatable) => new()
    {
        Status = new V1NodeStatus
        {
            Conditions = [new V1NodeCondition { Type = "Ready", Status = ready }],
            Allocatable = allocatable.ToDictionary(resource => resource.Name, resource => new ResourceQuantity(resource.Amount)),
        },
    };

    private static V1Deployment Deployment(string component, int ready, int wanted) => new()
    {
        Metadata = new V1ObjectMeta { Name = component, NamespaceProperty = "system", Labels = new Dictionary<string, string> { ["app.kubernetes.io/component"] = component } },
        Spec = new V1DeploymentSpec { Replicas = wanted },
        Status = new V1DeploymentStatus { ReadyReplicas = ready },
    };

    private static string Authority(DateTimeOffset end)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=webhook", key, HashAlgorithmName.SHA256).CreateSelfSigned(end.AddYears(-1), end);
        return certificate.ExportCertificatePem() + "\n";
    }
}
