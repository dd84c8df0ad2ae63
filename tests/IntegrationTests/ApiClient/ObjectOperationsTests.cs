using System.Net;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace IntegrationTests.ApiClient;

/// <summary>What the API server makes of each request that the client can send.</summary>
[Collection(UsesApiServer.Name)]
public sealed class ObjectOperationsTests(ApiServer server) : IAsyncLifetime
{
    private readonly string ns = $"objects-{Guid.NewGuid():N}";

    private ICustomObjectsOperations Objects => server.Client.ApiClient.CustomObjects;

    public Task InitializeAsync() => server.CreateNamespaceAsync(ns);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_list_comes_in_pages_of_one_moment()
    {
        foreach (var i in Enumerable.Range(0, 5))
        {
            await CreateAsync($"m{i}");
        }

        var names = new List<string>();
        var versions = new HashSet<string?>();
        string? next = null;
        do
        {
            var page = await ListAsync(limit: 2, continueParameter: next);
            Assert.InRange(page.Items.Count, 1, 2);
            names.AddRange(page.Items.Select(item => item.Metadata.Name));
            versions.Add(page.Metadata.ResourceVersion);
            next = page.Metadata.ContinueProperty;
            await CreateAsync($"later-{names.Count}");
        }
        while (!string.IsNullOrEmpty(next));

        Assert.Equal(["m0", "m1", "m2", "m3", "m4"], names);
        Assert.Single(versions);
    }

    [Fact]
    public async Task A_list_is_narrowed_by_selectors_and_namespace()
    {
        await CreateAsync("a", new() { ["team"] = "x" });
        await CreateAsync("b", new() { ["team"] = "y" });
        Assert.Equal(["a"], Names(await ListAsync(labelSelector: "team in (x)")));
        Assert.Equal(["b"], Names(await ListAsync(fieldSelector: "metadata.name=b")));
        var everywhere = await Objects.ListClusterCustomObjectAsync<KubernetesList<V1ConfigMap>>("", "v1", "configmaps", labelSelector: "team=y");
        Assert.Contains(everywhere.Items, item => item.Metadata.NamespaceProperty == ns && item.Metadata.Name == "b");
    }

    [Fact]
    public async Task A_page_that_never_was_is_refused()
    {
        var refusal = await RefusalAsync(() => ListAsync(limit: 1, continueParameter: "bm9uc2Vuc2U"));
        Assert.Equal((HttpStatusCode.BadRequest, "BadRequest"), (refusal.Response.StatusCode, refusal.Status!.Reason));
    }

    [Fact]
    public async Task An_object_is_created_once_read_and_replaced()
    {
        var created = await CreateAsync("m", data: new() { ["k"] = "v" });
        Assert.NotNull(created.Metadata.Uid);
        Assert.NotNull(created.Metadata.CreationTimestamp);
        var conflict = await RefusalAsync(() => CreateAsync("m"));
        Assert.Equal((HttpStatusCode.Conflict, "AlreadyExists"), (conflict.Response.StatusCode, conflict.Status!.Reason));

        var read = await GetAsync("m");
        Assert.Equal("v", read.Data!["k"]);
        var replaced = await ReplaceAsync(read with { Data = new Dictionary<string, string> { ["k"] = "w" } });
        Assert.Equal("w", replaced.Data!["k"]);
        var stale = await RefusalAsync(() => ReplaceAsync(read));
        Assert.Equal((HttpStatusCode.Conflict, "Conflict"), (stale.Response.StatusCode, stale.Status!.Reason));
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        await Objects.CreateNamespacedCustomObjectAsync<V1ConfigMap>(Map("m"), "", "v1", ns, "configmaps", dryRun: "All");
        var missing = await RefusalAsync(() => GetAsync("m"));
        Assert.Equal((HttpStatusCode.NotFound, "NotFound"), (missing.Response.StatusCode, missing.Status!.Reason));
    }

    [Fact]
    public async Task An_object_that_is_not_valid_is_refused_with_its_causes()
    {
        var refusal = await RefusalAsync(() => CreateAsync("Not_A_Name"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refusal.Response.StatusCode);
        Assert.Equal("metadata.name", Assert.Single(refusal.Status!.Details!.Causes!).Field);
    }

    [Fact]
    public async Task Cluster_scoped_objects_have_all_operations()
    {
        var name = $"cluster-{Guid.NewGuid():N}";
        var created = await Objects.CreateClusterCustomObjectAsync<V1Namespace>(
            new V1Namespace { Metadata = new V1ObjectMeta { Name = name } }, "", "v1", "namespaces");
        created.Metadata.Labels = new Dictionary<string, string> { ["a"] = "b" };
        await Objects.ReplaceClusterCustomObjectAsync<V1Namespace>(created, "", "v1", "namespaces", name);
        await Objects.PatchClusterCustomObjectAsync<V1Namespace>(
            new V1Patch("""{"metadata":{"labels":{"c":"d"}}}""", V1Patch.PatchType.MergePatch), "", "v1", "namespaces", name);
        var read = await Objects.GetClusterCustomObjectAsync<V1Namespace>("", "v1", "namespaces", name);
        Assert.Equal(("b", "d"), (read.Metadata.Labels!["a"], read.Metadata.Labels["c"]));
        await Objects.ReplaceClusterCustomObjectStatusAsync<V1Namespace>(
            read with { Status = new V1NamespaceStatus { Conditions = [new V1NamespaceCondition { Type = "T", Status = "True" }] } }, "", "v1", "namespaces", name);
        await Objects.DeleteClusterCustomObjectAsync<V1Status>("", "v1", "namespaces", name);
        var gone = await Objects.GetClusterCustomObjectAsync<V1Namespace>("", "v1", "namespaces", name);
        Assert.NotNull(gone.Metadata.DeletionTimestamp);
    }

    [Fact]
    public async Task Each_patch_language_is_understood()
    {
        await CreateAsync("m", data: new() { ["a"] = "1" });
        await PatchAsync(new V1Patch("""[{"op":"add","path":"/data/b","value":"2"}]""", V1Patch.PatchType.JsonPatch));
        await PatchAsync(new V1Patch("""{"data":{"a":null}}""", V1Patch.PatchType.MergePatch));
        var patched = await PatchAsync(new V1Patch(Map("m", data: new() { ["c"] = "3" }), V1Patch.PatchType.StrategicMergePatch));
        Assert.Equal(["b=2", "c=3"], patched.Data!.Select(pair => $"{pair.Key}={pair.Value}"));
    }

    [Fact]
    public async Task The_status_is_written_apart_from_the_rest()
    {
        var deployment = await CreateDeploymentAsync("d");
        var answer = await Objects.ReplaceNamespacedCustomObjectStatusAsync<V1Deployment>(
            deployment with
            {
                Spec = deployment.Spec! with { Replicas = 9 },
                Status = new V1DeploymentStatus { ObservedGeneration = 1, Replicas = 1 },
            },
            "apps", "v1", ns, "deployments", "d");
        Assert.Equal((2, 1), (answer.Spec!.Replicas, answer.Status!.Replicas));

        var patched = await Objects.PatchNamespacedCustomObjectStatusAsync<V1Deployment>(
            new V1Patch("""{"spec":{"replicas":9},"status":{"replicas":2}}""", V1Patch.PatchType.MergePatch), "apps", "v1", ns, "deployments", "d");
        Assert.Equal((2, 2), (patched.Spec!.Replicas, patched.Status!.Replicas));
    }

    [Fact]
    public async Task The_scale_is_changed_alone_and_only_of_the_version_that_was_seen()
    {
        var deployment = await CreateDeploymentAsync("d");
        var scale = await server.Client.ApiClient.AppsV1.PatchNamespacedDeploymentScaleAsync(
            new V1Patch("""{"spec":{"replicas":5}}""", V1Patch.PatchType.MergePatch), "d", ns, fieldManager: "scaler");
        Assert.Equal((5, "Scale"), (scale.Spec!.Replicas, scale.Kind));

        var stale = await RefusalAsync(() => server.Client.ApiClient.AppsV1.PatchNamespacedDeploymentScaleAsync(
            new V1Patch(
                $$$"""{"metadata":{"resourceVersion":"{{{deployment.Metadata.ResourceVersion}}}"},"spec":{"replicas":7}}""",
                V1Patch.PatchType.MergePatch),
            "d",
            ns));
        Assert.Equal(HttpStatusCode.Conflict, stale.Response.StatusCode);
    }

    [Fact]
    public async Task A_delete_is_answered_with_a_status_and_once_more_with_not_found()
    {
        await CreateAsync("m");
        var answer = await DeleteAsync("m");
        Assert.Equal(("Status", "Success"), (answer.Kind, answer.Status));
        Assert.Equal(HttpStatusCode.NotFound, (await RefusalAsync(() => DeleteAsync("m"))).Response.StatusCode);
    }

    [Fact]
    public async Task A_delete_that_takes_time_is_answered_with_the_object()
    {
        var deployment = Deployment("d");
        deployment.Metadata.Finalizers = ["tests/wait"];
        await Objects.CreateNamespacedCustomObjectAsync<V1Deployment>(deployment, "apps", "v1", ns, "deployments");
        var answer = await Objects.DeleteNamespacedCustomObjectAsync<V1Status>("apps", "v1", ns, "deployments", "d");
        Assert.Equal(("Deployment", null), (answer.Kind, answer.Status));
    }

    [Fact]
    public async Task A_delete_can_name_the_very_object()
    {
        var created = await CreateAsync("m");
        var options = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = Guid.NewGuid().ToString() }, PropagationPolicy = "Background" };
        Assert.Equal(HttpStatusCode.Conflict, (await RefusalAsync(() => DeleteAsync("m", options))).Response.StatusCode);
        options.Preconditions = new V1Preconditions { Uid = created.Metadata.Uid, ResourceVersion = "1" };
        Assert.Equal(HttpStatusCode.Conflict, (await RefusalAsync(() => DeleteAsync("m", options))).Response.StatusCode);
        options.Preconditions.ResourceVersion = created.Metadata.ResourceVersion;
        await DeleteAsync("m", options);
        Assert.Equal(HttpStatusCode.NotFound, (await RefusalAsync(() => GetAsync("m"))).Response.StatusCode);
    }

    [Fact]
    public async Task What_is_not_modelled_can_be_read_as_JSON()
    {
        var answer = await Objects.ListNamespacedCustomObjectAsync<JsonElement>("", "v1", ns, "endpoints");
        Assert.Equal("EndpointsList", answer.GetProperty("kind").GetString());
    }

    private static Task<HttpOperationException> RefusalAsync(Func<Task> request) => Assert.ThrowsAsync<HttpOperationException>(request);

    private static IEnumerable<string> Names(KubernetesList<V1ConfigMap> list) => list.Items.Select(item => item.Metadata.Name);

    private static V1ConfigMap Map(string name, Dictionary<string, string>? labels = null, Dictionary<string, string>? data = null) =>
        new() { Metadata = new V1ObjectMeta { Name = name, Labels = labels }, Data = data };

    private static V1Deployment Deployment(string name)
    {
        var labels = new Dictionary<string, string> { ["app"] = name };
        return new V1Deployment
        {
            Metadata = new V1ObjectMeta { Name = name },
            Spec = new V1DeploymentSpec
            {
                Replicas = 2,
                Selector = new V1LabelSelector { MatchLabels = labels },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels },
                    Spec = new V1PodSpec { Containers = [new V1Container { Name = "c", Image = "i" }] },
                },
            },
        };
    }

    private Task<V1Deployment> CreateDeploymentAsync(string name) =>
        Objects.CreateNamespacedCustomObjectAsync<V1Deployment>(Deployment(name), "apps", "v1", ns, "deployments");

    private Task<V1ConfigMap> CreateAsync(string name, Dictionary<string, string>? labels = null, Dictionary<string, string>? data = null) =>
        Objects.CreateNamespacedCustomObjectAsync<V1ConfigMap>(Map(name, labels, data), "", "v1", ns, "configmaps", fieldManager: "tests");

    private Task<V1ConfigMap> GetAsync(string name) => Objects.GetNamespacedCustomObjectAsync<V1ConfigMap>("", "v1", ns, "configmaps", name);

    private Task<V1ConfigMap> ReplaceAsync(V1ConfigMap map) =>
        Objects.ReplaceNamespacedCustomObjectAsync<V1ConfigMap>(map, "", "v1", ns, "configmaps", map.Metadata.Name);

    private Task<V1ConfigMap> PatchAsync(V1Patch patch) =>
        Objects.PatchNamespacedCustomObjectAsync<V1ConfigMap>(patch, "", "v1", ns, "configmaps", "m");

    private Task<V1Status> DeleteAsync(string name, V1DeleteOptions? options = null) =>
        Objects.DeleteNamespacedCustomObjectAsync<V1Status>("", "v1", ns, "configmaps", name, options);

    private Task<KubernetesList<V1ConfigMap>> ListAsync(
        int? limit = null, string? continueParameter = null, string? labelSelector = null, string? fieldSelector = null) =>
        Objects.ListNamespacedCustomObjectAsync<KubernetesList<V1ConfigMap>>(
            "", "v1", ns, "configmaps", limit: limit, continueParameter: continueParameter, labelSelector: labelSelector, fieldSelector: fieldSelector);
}
