using k8s.Http;

namespace k8s;

internal sealed class VersionOperations(ApiTransport transport) : IVersionOperations
{
    public Task<VersionInfo> GetCodeAsync(CancellationToken cancellationToken) =>
        transport.SendAsync<VersionInfo>(HttpMethod.Get, "version", body: null, cancellationToken);
}
