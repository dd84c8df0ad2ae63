using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Engines;

using k8s.Models;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>Where a model's files live, and who may write them.</summary>
/// <param name="Volume">The volume named <c>repository</c>.</param>
/// <param name="NeedsDownload">The files are fetched before the engine starts.</param>
/// <param name="SubPath">The folder inside the volume, where several models share it.</param>
/// <param name="IsShared">Other pods may use the same files, so the engine only reads.</param>
internal sealed record ModelStorage(V1Volume Volume, bool NeedsDownload, string? SubPath, bool IsShared)
{
    /// <summary>The kubelet makes folders on a node root's own, and no group can be given to them: only root may download there.</summary>
    public bool BelongsToRoot => Volume.HostPath is not null;

    /// <summary>A claim's volume may be root's: its group may be given to the pod.</summary>
    public bool TakesGroup => Volume.PersistentVolumeClaim is not null;

    private const string VolumeName = "repository";

    public static ModelStorage Of(InferenceEndpoint endpoint) => endpoint.Spec.Model.Storage switch
    {
        { ImageVolume: { } image } => new ModelStorage(
            new V1Volume { Name = VolumeName, Image = new V1ImageVolumeSource { Reference = image.Reference, PullPolicy = image.PullPolicy } },
            NeedsDownload: false,
            SubPath: null,
            IsShared: true),
        { PersistentVolumeClaim: { } claim } => new ModelStorage(
            new V1Volume
            {
                Name = VolumeName,
                PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = claim.ExistingClaim ?? Names.ModelClaim(endpoint) },
            },
            NeedsDownload: true,
            SubPathOf(endpoint.Spec.Model),
            IsShared: true),
        { HostPath: { } host } => new ModelStorage(
            new V1Volume { Name = VolumeName, HostPath = new V1HostPathVolumeSource { Path = host.Path, Type = "DirectoryOrCreate" } },
            NeedsDownload: true,
            SubPathOf(endpoint.Spec.Model),
            IsShared: true),
        var storage => new ModelStorage(
            new V1Volume
            {
                Name = VolumeName,
                EmptyDir = new V1EmptyDirVolumeSource
                {
                    SizeLimit = storage?.EmptyDir?.SizeLimit is { } limit ? new ResourceQuantity(limit) : null,
                },
            },
            NeedsDownload: true,
            SubPath: null,
            IsShared: false),
    };

    public V1VolumeMount MountForDownload() => new() { Name = VolumeName, MountPath = EngineContainer.ModelPath, SubPath = SubPath };

    public V1VolumeMount MountForModel() => MountForDownload() with { ReadOnlyProperty = IsShared ? true : null };

    // One folder for each model and revision: an update never writes into files that old pods still read.
    private static string SubPathOf(ModelSpec model) => $"{model.Repository}/{model.Revision}";
}
