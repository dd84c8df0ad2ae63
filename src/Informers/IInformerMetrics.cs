namespace InferenceEndpoints.Informers;

/// <summary>What the informers report about themselves; register an implementation to see it.</summary>
public interface IInformerMetrics
{
    /// <summary>A complete list was read. More than one per kind and process: history was lost in between.</summary>
    void Listed(ResourceKind kind);

    void WatchOpened(ResourceKind kind);
}

internal sealed class NoInformerMetrics : IInformerMetrics
{
    public void Listed(ResourceKind kind)
    {
    }

    public void WatchOpened(ResourceKind kind)
    {
    }
}
