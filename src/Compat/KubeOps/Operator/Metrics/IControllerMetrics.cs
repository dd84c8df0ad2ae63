namespace KubeOps.Operator.Metrics;

/// <summary>
/// What the controllers report about themselves; register an implementation to see it. <c>controller</c> is the plural name of the kind that
/// it reconciles. Called often and from many threads: count, do not block.
/// </summary>
public interface IControllerMetrics
{
    void Reconciled(string controller, bool succeeded, TimeSpan duration);

    /// <summary>A failed key will come back on its own.</summary>
    void Retried(string controller);

    /// <param name="controller">The plural name of the kind.</param>
    /// <param name="keys">Keys that are ready and wait for a worker.</param>
    void QueueDepth(string controller, int keys);
}

internal sealed class NoControllerMetrics : IControllerMetrics
{
    public void Reconciled(string controller, bool succeeded, TimeSpan duration)
    {
    }

    public void Retried(string controller)
    {
    }

    public void QueueDepth(string controller, int keys)
    {
    }
}
