using k8s.Http;
using k8s.Models;

namespace k8s;

internal sealed class ApisOperations(ApiTransport transport) : IApisOperations
{
    public Task<V1APIGroupList> GetAPIVersionsAsync(CancellationToken cancellationToken) =>
        transport.SendAsync<V1APIGroupList>(HttpMethod.Get, "apis", body: null, cancellationToken);
}
