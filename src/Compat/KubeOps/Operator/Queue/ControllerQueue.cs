using InferenceEndpoints.Informers;

namespace KubeOps.Operator.Queue;

/// <summary>The work queue of the controller of <typeparamref name="TEntity"/>: the type tells the queues apart.</summary>
internal sealed class ControllerQueue<TEntity>(TimeProvider clock) : IDisposable
{
    public WorkQueue<NamespacedName> Keys { get; } = new(clock);

    public void Dispose() => Keys.Dispose();
}
