namespace KubeOps.Abstractions.Reconciliation;

public enum ReconciliationTriggerSource
{
    /// <summary>A watch event.</summary>
    ApiServer,

    /// <summary>The operator itself: a requeue, a retry or an <c>EntityQueue</c> call.</summary>
    Operator,
}
