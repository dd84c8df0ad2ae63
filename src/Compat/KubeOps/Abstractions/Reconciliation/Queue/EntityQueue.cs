using k8s;
using k8s.Models;

namespace KubeOps.Abstractions.Reconciliation.Queue;

/// <summary>
/// Asks for a reconcile of the entity's key in <paramref name="queueIn"/>; the earliest wish wins. What the reconcile does depends on the
/// entity's state at that time alone, and its back-off on its own failures: type, source and count are upstream's, and carry no meaning here.
/// False: the operator is stopping.
/// </summary>
public delegate Task<bool> EntityQueue<in TEntity>(
    TEntity entity,
    ReconciliationType type,
    ReconciliationTriggerSource reconciliationTriggerSource,
    TimeSpan queueIn,
    int retryCount,
    CancellationToken cancellationToken)
    where TEntity : IKubernetesObject<V1ObjectMeta>;
