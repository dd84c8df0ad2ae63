using k8s.Http;
using k8s.Models;

namespace k8s;

internal sealed class CustomObjectsOperations(ApiTransport transport) : ICustomObjectsOperations
{
    public Task<T> ListClusterCustomObjectAsync<T>(
        string group, string version, string plural, string? continueParameter, string? fieldSelector, string? labelSelector, int? limit,
        string? resourceVersion, CancellationToken cancellationToken) =>
        ListAsync<T>(
            ResourcePath.Of(group, version, @namespace: null, plural), continueParameter, fieldSelector, labelSelector, limit, resourceVersion,
            cancellationToken);

    public Task<T> ListNamespacedCustomObjectAsync<T>(
        string group, string version, string namespaceParameter, string plural, string? continueParameter, string? fieldSelector,
        string? labelSelector, int? limit, string? resourceVersion, CancellationToken cancellationToken) =>
        ListAsync<T>(
            ResourcePath.Of(group, version, namespaceParameter, plural), continueParameter, fieldSelector, labelSelector, limit, resourceVersion,
            cancellationToken);

    public Task<T> GetClusterCustomObjectAsync<T>(string group, string version, string plural, string name, CancellationToken cancellationToken) =>
        transport.SendAsync<T>(HttpMethod.Get, ResourcePath.Of(group, version, @namespace: null, plural, name), body: null, cancellationToken);

    public Task<T> GetNamespacedCustomObjectAsync<T>(
        string group, string version, string namespaceParameter, string plural, string name, CancellationToken cancellationToken) =>
        transport.SendAsync<T>(HttpMethod.Get, ResourcePath.Of(group, version, namespaceParameter, plural, name), body: null, cancellationToken);

    public Task<T> CreateClusterCustomObjectAsync<T>(
        object body, string group, string version, string plural, string? dryRun, string? fieldManager, CancellationToken cancellationToken) =>
        WriteAsync<T>(HttpMethod.Post, ResourcePath.Of(group, version, @namespace: null, plural), body, dryRun, fieldManager, null, cancellationToken);

    public Task<T> CreateNamespacedCustomObjectAsync<T>(
        object body, string group, string version, string namespaceParameter, string plural, string? dryRun, string? fieldManager,
        CancellationToken cancellationToken) =>
        WriteAsync<T>(HttpMethod.Post, ResourcePath.Of(group, version, namespaceParameter, plural), body, dryRun, fieldManager, null, cancellationToken);

    public Task<T> ReplaceClusterCustomObjectAsync<T>(
        object body, string group, string version, string plural, string name, string? dryRun, string? fieldManager,
        CancellationToken cancellationToken) =>
        WriteAsync<T>(HttpMethod.Put, ResourcePath.Of(group, version, @namespace: null, plural, name), body, dryRun, fieldManager, null, cancellationToken);

    public Task<T> ReplaceNamespacedCustomObjectAsync<T>(
        object body, string group, string version, string namespaceParameter, string plural, string name, string? dryRun, string? fieldManager,
        CancellationToken cancellationToken) =>
        WriteAsync<T>(HttpMethod.Put, ResourcePath.Of(group, version, namespaceParameter, plural, name), body, dryRun, fieldManager, null, cancellationToken);

    public Task<T> ReplaceClusterCustomObjectStatusAsync<T>(
        object body, string group, string version, string plural, string name, string? dryRun, string? fieldManager,
        CancellationToken cancellationToken) =>
        WriteAsync<T>(
            HttpMethod.Put, ResourcePath.Of(group, version, @namespace: null, plural, name, "status"), body, dryRun, fieldManager, null, cancellationToken);

    public Task<T> ReplaceNamespacedCustomObjectStatusAsync<T>(
        object body, string group, string version, string namespaceParameter, string plural, string name, string? dryRun, string? fieldManager,
        CancellationToken cancellationToken) =>
        WriteAsync<T>(
            HttpMethod.Put, ResourcePath.Of(group, version, namespaceParameter, plural, name, "status"), body, dryRun, fieldManager, null, cancellationToken);

    public Task<T> PatchClusterCustomObjectAsync<T>(
        V1Patch body, string group, string version, string plural, string name, string? dryRun, string? fieldManager, bool? force,
        CancellationToken cancellationToken) =>
        WriteAsync<T>(HttpMethod.Patch, ResourcePath.Of(group, version, @namespace: null, plural, name), body, dryRun, fieldManager, force, cancellationToken);

    public Task<T> PatchNamespacedCustomObjectAsync<T>(
        V1Patch body, string group, string version, string namespaceParameter, string plural, string name, string? dryRun, string? fieldManager,
        bool? force, CancellationToken cancellationToken) =>
        WriteAsync<T>(HttpMethod.Patch, ResourcePath.Of(group, version, namespaceParameter, plural, name), body, dryRun, fieldManager, force, cancellationToken);

    public Task<T> PatchNamespacedCustomObjectStatusAsync<T>(
        V1Patch body, string group, string version, string namespaceParameter, string plural, string name, string? dryRun, string? fieldManager,
        bool? force, CancellationToken cancellationToken) =>
        WriteAsync<T>(
            HttpMethod.Patch, ResourcePath.Of(group, version, namespaceParameter, plural, name, "status"), body, dryRun, fieldManager, force, cancellationToken);

    public Task<T> DeleteClusterCustomObjectAsync<T>(
        string group, string version, string plural, string name, V1DeleteOptions? body, CancellationToken cancellationToken) =>
        transport.SendAsync<T>(HttpMethod.Delete, ResourcePath.Of(group, version, @namespace: null, plural, name), body, cancellationToken);

    public Task<T> DeleteNamespacedCustomObjectAsync<T>(
        string group, string version, string namespaceParameter, string plural, string name, V1DeleteOptions? body,
        CancellationToken cancellationToken) =>
        transport.SendAsync<T>(HttpMethod.Delete, ResourcePath.Of(group, version, namespaceParameter, plural, name), body, cancellationToken);

    private Task<T> ListAsync<T>(
        string path, string? continueParameter, string? fieldSelector, string? labelSelector, int? limit, string? resourceVersion,
        CancellationToken cancellationToken) =>
        transport.SendAsync<T>(
            HttpMethod.Get,
            ResourcePath.WithQuery(
                path,
                ("continue", continueParameter),
                ("fieldSelector", fieldSelector),
                ("labelSelector", labelSelector),
                ("limit", limit),
                ("resourceVersion", resourceVersion)),
            body: null,
            cancellationToken);

    private Task<T> WriteAsync<T>(
        HttpMethod method, string path, object body, string? dryRun, string? fieldManager, bool? force, CancellationToken cancellationToken) =>
        transport.SendAsync<T>(
            method,
            ResourcePath.WithQuery(path, ("dryRun", dryRun), ("fieldManager", fieldManager), ("force", force)),
            body,
            cancellationToken);
}
