using System.Text.Json;

using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Operator.Admission;

/// <summary>
/// Writes into an endpoint what only its admission can know: the cluster's default hardware of that moment, and who created it. Both are
/// kept from then on. All other defaults are the schema's.
/// </summary>
/// <param name="catalogue">The hardware of this moment.</param>
/// <param name="isAllowed">Whether a namespace may use an instance type.</param>
internal sealed class EndpointMutation(Func<InstanceCatalogue> catalogue, Func<string, string, bool> isAllowed)
{
    private static readonly string[] InstanceTypePath = ["spec", "compute", "instanceType"];
    private static readonly string[] CreatorPath = ["metadata", "annotations", Annotations.CreatedBy];

    public AdmissionResponse Review(AdmissionRequest request)
    {
        PatchOperation[] patch = request is { Kind: { Group: ApiGroup.Name, Kind: InferenceEndpoint.KubeKind }, Object: { } wanted }
            ? [.. Operations(request, wanted).OfType<PatchOperation>()]
            : [];
        return new AdmissionResponse
        {
            Uid = request.Uid,
            Allowed = true,
            PatchType = patch.Length > 0 ? AdmissionResponse.JsonPatch : null,
            Patch = patch.Length > 0 ? JsonSerializer.SerializeToUtf8Bytes(patch, AdmissionJsonContext.Default.PatchOperationArray) : null,
        };
    }

    private PatchOperation?[] Operations(AdmissionRequest request, JsonElement wanted) => request.Operation switch
    {
        AdmissionRequest.Create => [Compute(wanted, Default(request)), Creator(wanted, request.UserInfo?.Username)],

        // Who leaves it out of an update means "as it is", and not "the default of today".
        AdmissionRequest.Update =>
            [Compute(wanted, JsonPatch.Text(request.OldObject, InstanceTypePath)), Creator(wanted, JsonPatch.Text(request.OldObject, CreatorPath))],
        _ => [],
    };

    private string? Default(AdmissionRequest request) => AdmittedObject<InferenceEndpoint>.Read(request.Object).Object is { Spec: { } spec }
        ? catalogue().DefaultType(spec, type => isAllowed(request.Namespace ?? "", type))
        : null;

    private static PatchOperation? Compute(JsonElement wanted, string? instanceType) =>
        instanceType is not null && JsonPatch.Find(wanted, InstanceTypePath) is null ? JsonPatch.Put(wanted, instanceType, InstanceTypePath) : null;

    // Whatever a caller writes there, it is the API server's word.
    private static PatchOperation? Creator(JsonElement wanted, string? user) => (user, JsonPatch.Text(wanted, CreatorPath)) switch
    {
        ({ } name, var written) when written != name => JsonPatch.Put(wanted, name, CreatorPath),
        (null, not null) => JsonPatch.Remove(CreatorPath),
        _ => null,
    };
}
