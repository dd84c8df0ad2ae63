using k8s.Http;

namespace k8s;

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
        return await ResponseStream.OpenAsync(response, cancellationToken);
    }
}
