using k8s.Models;

namespace k8s;

/// <summary>Which groups and versions the API server serves.</summary>
public interface IApisOperations
{
    Task<V1APIGroupList> GetAPIVersionsAsync(CancellationToken cancellationToken = default);
}
