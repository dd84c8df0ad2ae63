using InferenceEndpoints.Entities;
using k8s.Models;

namespace IntegrationTests.Operator;

/// <summary>How the operator gets an endpoint's children onto a real API server.</summary>
[Collection(UsesApiServer.Name)]
public sealed class ChildrenTests(ApiServer server)
{
    [Fact]
    public async Task An_endpoint_costs_one_write_for_each_child_and_one_for_its_status_and_nothing_is_read()
    {
        await using var product = await OperatorUnderTest.StartAsync(server, "one-write-each");
        await product.CreateEndpointAsync("gpt2");
        await product.StateAsync("gpt2", "pending");

        var requests = product.Proxy.Requests
            .Where(request => request.Contains($"/namespaces/{product.Namespace}/", StringComparison.Ordinal) && !request.Contains("limit=", StringComparison.Ordinal) && !request.Contains("watch=", StringComparison.Ordinal))
            .Select(request => $"{request.Split(' ')[0]} {request.Split('?')[0].Split('/').SkipWhile(part => part != product.Namespace).ElementAt(1)}");

        Assert.Equal(["PATCH controllerrevisions", "PATCH deployments", "PATCH services", "PUT inferenceendpoints"], requests.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_the_api_server_makes_of_each_kind_of_child_is_as_it_was_wanted()
    {
        (string, string)[] settings = [("Operator__NetworkPolicy__Enabled", "true"), ("Operator__NetworkPolicy__Others__0__Namespace", "monitoring")];
        await using var product = await OperatorUnderTest.StartAsync(server, "settled", settings);
        await product.CreateEndpointAsync("gpt2", new StorageSpec { PersistentVolumeClaim = new PersistentVolumeClaimStorage { Size = "1Gi", AccessMode = AccessModes.ReadWriteMany } }, maxReplica: 3);
        await product.StateAsync("gpt2", "pending");
        await product.RequestedAsync("PATCH .*/horizontalpodautoscalers/");
        await product.RequestedAsync("PATCH .*/networkpolicies/");
        await product.RequestedAsync("PATCH .*/poddisruptionbudgets/");
        await product.KillAsync();

        // The process that wrote it knows so, another one compares.
        await using var another = await product.StartAnotherAsync(settings);
        await Cluster.Eventually.TrueAsync("another looked at it", async _ => await another.ReconcilesAsync() > 0, another.Deadline);

        Assert.All(
            product.Proxy.Requests.Concat(another.Proxy.Requests).Where(request => request.StartsWith("PATCH", StringComparison.Ordinal)).CountBy(request => request),
            request => Assert.Equal(1, request.Value));
    }

    [Fact]
    public async Task A_claim_of_others_that_one_node_can_use_is_never_waited_for_on_a_second_one()
    {
        await using var product = await OperatorUnderTest.StartWithItsRightsAsync(server, "claims");
        foreach (var mode in new[] { AccessModes.ReadWriteOnce, AccessModes.ReadWriteMany })
        {
            var name = mode.ToLowerInvariant();
            await product.Client.CreateAsync(new V1PersistentVolumeClaim
            {
                Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = product.Namespace },
                Spec = new V1PersistentVolumeClaimSpec
                {
                    AccessModes = [mode],
                    Resources = new V1VolumeResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = "1Gi" } },
                },
            });
            await product.CreateEndpointAsync(name, new StorageSpec { PersistentVolumeClaim = new PersistentVolumeClaimStorage { ExistingClaim = name } });
            await product.StateAsync(name, "pending");
        }

        var placements = await product.KubectlAsync(
            "-n", product.Namespace, "get", "deployments", "-o",
            "jsonpath={range .items[*]}{.metadata.name}: surge {.spec.strategy.rollingUpdate.maxSurge}, with {.spec.template.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[*].labelSelector.matchLabels}\n{end}");
        Assert.Equal(
            ["readwritemany: surge 1, with", """readwriteonce: surge 0, with {"inferenceendpoints.dev/model-claim":"readwriteonce"}"""],
            placements.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task A_policy_from_before_its_setting_was_turned_off_goes()
    {
        await using var product = await OperatorUnderTest.StartAsync(server, "open");
        await product.CreateEndpointAsync("gpt2");
        await product.StateAsync("gpt2", "pending");
        var sibling = (await product.Client.GetAsync<V1Service>("gpt2", product.Namespace))!.Metadata;
        await product.Client.CreateAsync(new V1NetworkPolicy
        {
            Metadata = new V1ObjectMeta
            {
                Name = "gpt2",
                NamespaceProperty = product.Namespace,
                Labels = sibling.Labels,
                OwnerReferences = sibling.OwnerReferences,
            },
            Spec = new V1NetworkPolicySpec { PodSelector = new V1LabelSelector(), PolicyTypes = ["Ingress"] },
        });

        await Cluster.Eventually.TrueAsync(
            "the policy is gone", async token => await product.Client.GetAsync<V1NetworkPolicy>("gpt2", product.Namespace, token) is null, product.Deadline);
    }

    [Fact]
    public async Task A_namesake_that_looks_exactly_like_a_child_is_not_taken_over_either()
    {
        await using var product = await OperatorUnderTest.StartAsync(server, "namesake");
        var made = await product.CreateEndpointAsync("first");
        await product.StateAsync("first", "pending");
        var child = (await product.Client.GetAsync<V1Service>("first", product.Namespace))!;
        var twin = await product.Client.CreateAsync(new V1Service
        {
            Metadata = new V1ObjectMeta { Name = "second", NamespaceProperty = product.Namespace },
            Spec = new V1ServiceSpec { Ports = child.Spec!.Ports, ClusterIP = "None" },
        });

        await product.CreateEndpointAsync("second");

        var status = await product.StateAsync("second", "failed");
        Assert.Contains("Service second already exists and was not made for this endpoint", status.Message, StringComparison.Ordinal);
        Assert.Equal(twin.Metadata.ResourceVersion, (await product.Client.GetAsync<V1Service>("second", product.Namespace))!.Metadata.ResourceVersion);
        Assert.Equal(made.Metadata.Uid, child.Metadata.OwnerReferences!.Single().Uid);
    }

    [Fact]
    public async Task A_namesake_that_belongs_to_somebody_is_left_to_him_and_he_is_named()
    {
        await using var product = await OperatorUnderTest.StartAsync(server, "owned");
        var theirs = await product.Client.CreateAsync(new V1Deployment
        {
            Metadata = new V1ObjectMeta
            {
                Name = "gpt2",
                NamespaceProperty = product.Namespace,
                OwnerReferences = [new V1OwnerReference { ApiVersion = "example.com/v1", Kind = "ModelServer", Name = "theirs", Uid = "1", Controller = true }],
            },
            Spec = new V1DeploymentSpec
            {
                Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = "theirs" } },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = new Dictionary<string, string> { ["app"] = "theirs" } },
                    Spec = new V1PodSpec { Containers = [new V1Container { Name = "server", Image = "server" }] },
                },
            },
        });

        await product.CreateEndpointAsync("gpt2");

        var status = await product.StateAsync("gpt2", "failed");
        Assert.Contains("Deployment gpt2 already exists and belongs to ModelServer theirs; delete it, or name the endpoint differently", status.Message, StringComparison.Ordinal);
        Assert.Equal(theirs.Metadata.ResourceVersion, (await product.Client.GetAsync<V1Deployment>("gpt2", product.Namespace))!.Metadata.ResourceVersion);
    }
}
