using System.Text.Json.Serialization;
using k8s.Http;
using k8s.Models;

namespace k8s;

/// <summary>Which groups and versions the API server serves.</summary>
public interface IApisOperations
{
    Task<V1APIGroupList> GetAPIVersionsAsync(CancellationToken cancellationToken = default);
}

public interface IVersionOperations
{
    Task<VersionInfo> GetCodeAsync(CancellationToken cancellationToken = default);
}

/// <summary>The API server's version. A minor version may end with <c>+</c>.</summary>
public sealed record VersionInfo
{
    [JsonPropertyName("major")]
    public string Major { get; set; } = "";

    [JsonPropertyName("minor")]
    public string Minor { get; set; } = "";

    [JsonPropertyName("gitVersion")]
    public string GitVersion { get; set; } = "";
}

public interface IAppsV1Operations
{
    /// <summary>Changes the replicas alone. A patch that names a <c>resourceVersion</c> fails with 409 when the Deployment has changed since.</summary>
    Task<V1Scale> PatchNamespacedDeploymentScaleAsync(
        V1Patch body, string name, string namespaceParameter, string? dryRun = null, string? fieldManager = null, bool? force = null,
        CancellationToken cancellationToken = default);
}

public interface IAuthenticationV1Operations
{
    Task<V1TokenReview> CreateTokenReviewAsync(V1TokenReview body, CancellationToken cancellationToken = default);
}

public interface IAuthorizationV1Operations
{
    Task<V1SubjectAccessReview> CreateSubjectAccessReviewAsync(V1SubjectAccessReview body, CancellationToken cancellationToken = default);
}

public interface ICoordinationV1Operations
{
    Task<V1Lease> ReadNamespacedLeaseAsync(string name, string namespaceParameter, CancellationToken cancellationToken = default);

    Task<V1Lease> CreateNamespacedLeaseAsync(V1Lease body, string namespaceParameter, CancellationToken cancellationToken = default);

    /// <summary>Fails with 409 when the lease has changed since <paramref name="body"/> was read.</summary>
    Task<V1Lease> ReplaceNamespacedLeaseAsync(V1Lease body, string name, string namespaceParameter, CancellationToken cancellationToken = default);
}

public interface ICoreV1Operations
{
    /// <summary>A container's log as a stream of text lines; with <paramref name="follow"/> it ends with the container.</summary>
    Task<Stream> ReadNamespacedPodLogAsync(
        string name, string namespaceParameter, string? container = null, bool? follow = null, bool? previous = null, int? tailLines = null,
        bool? timestamps = null, CancellationToken cancellationToken = default);
}

internal sealed class ApisOperations(ApiTransport transport) : IApisOperations
{
    public Task<V1APIGroupList> GetAPIVersionsAsync(CancellationToken cancellationToken) =>
        transport.SendAsync<V1APIGroupList>(HttpMethod.Get, "apis", body: null, cancellationToken);
}

internal sealed class VersionOperations(ApiTransport transport) : IVersionOperations
{
    public Task<VersionInfo> GetCodeAsync(CancellationToken cancellationToken) =>
        transport.SendAsync<VersionInfo>(HttpMethod.Get, "version", body: null, cancellationToken);
}

internal sealed class AppsV1Operations(ApiTransport transport) : IAppsV1Operations
{
    public Task<V1Scale> PatchNamespacedDeploymentScaleAsync(
        V1Patch body, string name, string namespaceParameter, string? dryRun, string? fieldManager, bool? force, CancellationToken cancellationToken) =>
        transport.SendAsync<V1Scale>(
            HttpMethod.Patch,
            ResourcePath.WithQuery(
                ResourcePath.Of("apps", "v1", namespaceParameter, "deployments", name, "scale"),
                ("dryRun", dryRun),
                ("fieldManager", fieldManager),
                ("force", force)),
            body,
            cancellationToken);
}

internal sealed class AuthenticationV1Operations(ApiTransport transport) : IAuthenticationV1Operations
{
    public Task<V1TokenReview> CreateTokenReviewAsync(V1TokenReview body, CancellationToken cancellationToken) =>
        transport.SendAsync<V1TokenReview>(
            HttpMethod.Post, ResourcePath.Of("authentication.k8s.io", "v1", @namespace: null, "tokenreviews"), body, cancellationToken);
}

internal sealed class AuthorizationV1Operations(ApiTransport transport) : IAuthorizationV1Operations
{
    public Task<V1SubjectAccessReview> CreateSubjectAccessReviewAsync(V1SubjectAccessReview body, CancellationToken cancellationToken) =>
        transport.SendAsync<V1SubjectAccessReview>(
            HttpMethod.Post, ResourcePath.Of("authorization.k8s.io", "v1", @namespace: null, "subjectaccessreviews"), body, cancellationToken);
}

internal sealed class CoordinationV1Operations(ApiTransport transport) : ICoordinationV1Operations
{
    public Task<V1Lease> ReadNamespacedLeaseAsync(string name, string namespaceParameter, CancellationToken cancellationToken) =>
        transport.SendAsync<V1Lease>(HttpMethod.Get, Leases(namespaceParameter, name), body: null, cancellationToken);

    public Task<V1Lease> CreateNamespacedLeaseAsync(V1Lease body, string namespaceParameter, CancellationToken cancellationToken) =>
        transport.SendAsync<V1Lease>(HttpMethod.Post, Leases(namespaceParameter), body, cancellationToken);

    public Task<V1Lease> ReplaceNamespacedLeaseAsync(V1Lease body, string name, string namespaceParameter, CancellationToken cancellationToken) =>
        transport.SendAsync<V1Lease>(HttpMethod.Put, Leases(namespaceParameter, name), body, cancellationToken);

    private static string Leases(string @namespace, string? name = null) => ResourcePath.Of("coordination.k8s.io", "v1", @namespace, "leases", name);
}

internal sealed class CoreV1Operations(ApiTransport transport) : ICoreV1Operations
{
    public async Task<Stream> ReadNamespacedPodLogAsync(
        string name, string namespaceParameter, string? container, bool? follow, bool? previous, int? tailLines, bool? timestamps,
        CancellationToken cancellationToken)
    {
        var path = ResourcePath.WithQuery(
            ResourcePath.Of("", "v1", namespaceParameter, "pods", name, "log"),
            ("container", container),
            ("follow", follow),
            ("previous", previous),
            ("tailLines", tailLines),
            ("timestamps", timestamps));
        var response = await transport.SendAsync(HttpMethod.Get, path, body: null, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return await response.Content.ReadAsStreamAsync(cancellationToken);
    }
}
