using System.Diagnostics.CodeAnalysis;
using k8s;
using k8s.Models;

namespace KubeOps.Abstractions.Reconciliation;

/// <summary>How a reconcile ended. A failure is retried with the key's back-off, or after <see cref="RequeueAfter"/> when that is set.</summary>
public sealed record ReconciliationResult<TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    private ReconciliationResult(TEntity entity, string? errorMessage, Exception? error, TimeSpan? requeueAfter)
    {
        Entity = entity;
        ErrorMessage = errorMessage;
        Error = error;
        RequeueAfter = requeueAfter;
    }

    public TEntity Entity { get; }

    [MemberNotNullWhen(false, nameof(ErrorMessage))]
    public bool IsSuccess => ErrorMessage is null;

    public string? ErrorMessage { get; }

    public Exception? Error { get; }

    /// <summary>When to reconcile again although nothing changed; null: not before the next change.</summary>
    public TimeSpan? RequeueAfter { get; set; }

    public static ReconciliationResult<TEntity> Success(TEntity entity, TimeSpan? requeueAfter = null) =>
        new(entity, null, null, requeueAfter);

    public static ReconciliationResult<TEntity> Failure(
        TEntity entity, string errorMessage, Exception? error = null, TimeSpan? requeueAfter = null) =>
        new(entity, errorMessage, error, requeueAfter);
}
