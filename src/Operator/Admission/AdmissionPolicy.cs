using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Cluster;
using InferenceEndpoints.Validation;

using k8s.Models;

namespace InferenceEndpoints.Operator.Admission;

/// <summary>
/// Decides over a write of a custom resource. A write is refused for what it makes wrong, never for what was wrong before: whatever is
/// stored can be labelled, mended in part and deleted.
/// </summary>
/// <param name="catalogue">The hardware of this moment.</param>
/// <param name="limits">What keeps an endpoint from running within its namespace's limits: for ever, or for now.</param>
/// <param name="cluster">What it can run.</param>
internal sealed class AdmissionPolicy(
    Func<InstanceCatalogue> catalogue, Func<InferenceEndpoint, (ValidationError? Never, ValidationError? NotNow)> limits, ClusterCapabilities cluster)
{
    public AdmissionResponse Review(AdmissionRequest request) => (request.Operation, request.Kind) switch
    {
        (not AdmissionRequest.Create and not AdmissionRequest.Update, _) or (_, { Group: not ApiGroup.Name }) => Allowed(request, []),
        (_, { Kind: InferenceEndpoint.KubeKind }) => Judge<InferenceEndpoint>(request, (endpoint, _) => Errors(endpoint), Warnings),
        (_, { Kind: InstanceType.KubeKind }) => Judge<InstanceType>(request, (instance, _) => InstanceTypeValidator.Validate(instance), _ => []),
        (_, { Kind: EndpointKey.KubeKind }) => Judge<EndpointKey>(request, EndpointKeyValidator.Validate, _ => []),
        _ => Allowed(request, []),
    };

    private ValidationError[] Errors(InferenceEndpoint endpoint)
    {
        ValidationError[] errors = [.. EndpointValidator.Validate(endpoint), .. ClusterChecks.Check(endpoint, cluster)];
        return errors.Length == 0 && limits(endpoint).Never is { } never ? [never] : errors;
    }

    private IReadOnlyList<ValidationError> Warnings(InferenceEndpoint endpoint)
    {
        var warnings = EndpointWarnings.Of(endpoint, catalogue());
        return limits(endpoint).NotNow is { } notNow ? [.. warnings, notNow with { Problem = $"waits: {notNow.Problem}" }] : warnings;
    }

    private static AdmissionResponse Judge<T>(
        AdmissionRequest request, Func<T, T?, IReadOnlyList<ValidationError>> validate, Func<T, IReadOnlyList<ValidationError>> warn)
        where T : class, IMetadata<V1ObjectMeta>
    {
        var wanted = AdmittedObject<T>.Read(request.Object);
        if (wanted.Object?.Metadata?.DeletionTimestamp is not null)
        {
            return Allowed(request, []); // Its finalizers must be able to go.
        }

        var old = AdmittedObject<T>.Read(request.OldObject);
        var before = request.Operation == AdmissionRequest.Update ? old.Errors(entity => validate(entity, null)) : [];
        var now = wanted.Errors(entity => validate(entity, old.Object));
        ValidationError[] worse = [.. now.Except(before)];
        return worse.Length > 0
            ? Refused(request, worse)
            : Allowed(request, [.. now, .. wanted.Object is { } entity ? warn(entity) : []]);
    }

    private static AdmissionResponse Allowed(AdmissionRequest request, IReadOnlyList<ValidationError> doubts) => new()
    {
        Uid = request.Uid,
        Allowed = true,
        Warnings = doubts.Count > 0 ? [.. doubts.Select(AdmissionText.Warning)] : null,
    };

    private static AdmissionResponse Refused(AdmissionRequest request, IReadOnlyList<ValidationError> errors) => new()
    {
        Uid = request.Uid,
        Allowed = false,
        Status = AdmissionText.Refusal(request, errors),
    };
}
