using InferenceEndpoints.Entities;
using InferenceEndpoints.States;
using InferenceEndpoints.Validation;

using KubeOps.Abstractions.Events;
using KubeOps.Abstractions.Reconciliation;
using KubeOps.Abstractions.Reconciliation.Controller;

namespace InferenceEndpoints.Operator.Controllers;

/// <summary>Tells whoever writes an InstanceType what is wrong with it, where the API server took it nevertheless. No endpoint runs on it until then.</summary>
internal sealed class InstanceTypeController(EventPublisher publish) : IEntityController<InstanceType>
{
    public async Task<ReconciliationResult<InstanceType>> ReconcileAsync(InstanceType entity, CancellationToken cancellationToken)
    {
        if (InstanceTypeValidator.Validate(entity) is { Count: > 0 } errors)
        {
            await publish(entity, Reasons.InvalidInstanceType, string.Join("; ", errors), EventType.Warning, cancellationToken);
        }

        return ReconciliationResult<InstanceType>.Success(entity);
    }

    public Task<ReconciliationResult<InstanceType>> DeletedAsync(InstanceType entity, CancellationToken cancellationToken) =>
        Task.FromResult(ReconciliationResult<InstanceType>.Success(entity));
}
