using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace IntegrationTests.ApiClient;

/// <summary>Server-side apply: each manager owns the fields that it wants, and loses none to another by accident.</summary>
[Collection(UsesApiServer.Name)]
public sealed class ApplyTests(ApiServer server) : IAsyncLifetime
{
    private readonly string ns = $"apply-{Guid.NewGuid():N}";

    private ICustomObjectsOperations Objects => server.Client.ApiClient.CustomObjects;

    public Task InitializeAsync() => server.CreateNamespaceAsync(ns);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Applying_creates_and_then_changes_nothing()
    {
        var created = await ApplyAsync("one", ("a", "1"));
        var again = await ApplyAsync("one", ("a", "1"));
        Assert.Equal("1", again.Data!["a"]);
        Assert.Equal(created.Metadata.ResourceVersion, again.Metadata.ResourceVersion);
        var entry = Assert.Single(again.Metadata.ManagedFields!);
        Assert.Equal(("one", "Apply"), (entry.Manager, entry.Operation));
    }

    [Fact]
    public async Task What_a_manager_no_longer_wants_goes_and_what_others_want_stays()
    {
        await ApplyAsync("one", ("a", "1"), ("b", "1"));
        await ApplyAsync("two", ("c", "2"));
        var answer = await ApplyAsync("one", ("b", "1"));
        Assert.Equal(["b", "c"], answer.Data!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_field_of_another_manager_is_a_conflict_that_names_it_unless_it_is_forced()
    {
        await ApplyAsync("one", ("a", "1"));
        var refusal = await Assert.ThrowsAsync<HttpOperationException>(() => ApplyAsync("two", ("a", "2")));
        Assert.Equal((HttpStatusCode.Conflict, "Conflict"), (refusal.Response.StatusCode, refusal.Status!.Reason));
        var cause = Assert.Single(refusal.Status.Details!.Causes!);
        Assert.Equal(("FieldManagerConflict", ".data.a"), (cause.Reason, cause.Field));

        var forced = await ApplyAsync("two", force: true, dryRun: null, ("a", "2"));
        Assert.Equal("2", forced.Data!["a"]);
        Assert.Equal("two", Assert.Single(forced.Metadata.ManagedFields!).Manager);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_and_changes_nothing()
    {
        var before = await ApplyAsync("one", ("a", "1"));
        var answer = await ApplyAsync("one", force: null, dryRun: "All", ("a", "2"));
        Assert.Equal("2", answer.Data!["a"]);
        var after = await Objects.GetNamespacedCustomObjectAsync<V1ConfigMap>("", "v1", ns, "configmaps", "m");
        Assert.Equal((before.Metadata.ResourceVersion, "1"), (after.Metadata.ResourceVersion, after.Data!["a"]));
    }

    private Task<V1ConfigMap> ApplyAsync(string manager, params (string Key, string Value)[] data) => ApplyAsync(manager, force: null, dryRun: null, data);

    private Task<V1ConfigMap> ApplyAsync(string manager, bool? force, string? dryRun, params (string Key, string Value)[] data) =>
        Objects.PatchNamespacedCustomObjectAsync<V1ConfigMap>(
            new V1Patch(
                new V1ConfigMap
                {
                    Metadata = new V1ObjectMeta { Name = "m" },
                    Data = data.ToDictionary(pair => pair.Key, pair => pair.Value),
                },
                V1Patch.PatchType.ApplyPatch),
            "", "v1", ns, "configmaps", "m", dryRun: dryRun, fieldManager: manager, force: force);
}
