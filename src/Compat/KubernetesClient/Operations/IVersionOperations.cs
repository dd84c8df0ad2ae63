namespace k8s;

public interface IVersionOperations
{
    Task<VersionInfo> GetCodeAsync(CancellationToken cancellationToken = default);
}
