using KubeOps.Abstractions.Entities.Attributes;

namespace InferenceEndpoints.Entities;

/// <summary>A union: exactly one property is set.</summary>
[ValidationRule(
    "[has(self.emptyDir), has(self.persistentVolumeClaim), has(self.hostPath), has(self.imageVolume)].filter(set, set).size() == 1",
    message: "exactly one storage must be set: emptyDir, persistentVolumeClaim, hostPath or imageVolume")]
public sealed class StorageSpec
{
    [Description("The node's disk; each replica downloads the model, and the files go with it.")]
    public EmptyDirStorage? EmptyDir { get; set; }

    [Description("A volume claim that all replicas share and that outlives them.")]
    public PersistentVolumeClaimStorage? PersistentVolumeClaim { get; set; }

    [Description("A directory on the node, kept between replicas: a cache on local disks.")]
    public HostPathStorage? HostPath { get; set; }

    [Description("A container image that holds the model's files (Kubernetes 1.31 and later). Nothing is downloaded.")]
    public ImageVolumeStorage? ImageVolume { get; set; }
}

public sealed class EmptyDirStorage
{
    [Description("The most that the files may take, such as 50Gi; beyond it the replica is evicted. Absent: no limit.")]
    [Length(1, 32)]
    [Pattern(Patterns.Quantity)]
    public string? SizeLimit { get; set; }
}

[ValidationRule(
    "has(self.size) != has(self.existingClaim)",
    message: "set size (a claim is created) or existingClaim (one is used), not both and not neither")]
[ValidationRule(
    "!has(self.existingClaim) || (!has(self.storageClass) && !has(self.accessMode))",
    message: "storageClass and accessMode belong to a claim that is created; leave them out with existingClaim")]
public sealed class PersistentVolumeClaimStorage
{
    [Description("The size of the claim to create, such as 100Gi.")]
    [Length(1, 32)]
    [Pattern(Patterns.Quantity)]
    public string? Size { get; set; }

    [Description("The storage class of the claim to create. Absent: the cluster's default.")]
    [Length(1, 253)]
    [Pattern(Patterns.DnsName)]
    public string? StorageClass { get; set; }

    [Description("The access mode of the claim to create. Absent: ReadWriteOnce. With ReadWriteOnce all replicas run on one node, and "
        + "a rollout replaces in place.")]
    [EnumValues(AccessModes.ReadWriteOnce, AccessModes.ReadWriteMany, AccessModes.ReadWriteOncePod)]
    public string? AccessMode { get; set; }

    [Description("The name of a claim in the endpoint's namespace to use. Unless it is ReadWriteMany, all replicas run on one node, and a rollout "
        + "replaces in place.")]
    [Length(1, 253)]
    [Pattern(Patterns.DnsName)]
    public string? ExistingClaim { get; set; }
}

/// <summary>The words of <see cref="PersistentVolumeClaimStorage.AccessMode"/>. Read-only modes could not be downloaded into.</summary>
public static class AccessModes
{
    public const string ReadWriteOnce = "ReadWriteOnce";
    public const string ReadWriteMany = "ReadWriteMany";
    public const string ReadWriteOncePod = "ReadWriteOncePod";
}

public sealed class HostPathStorage
{
    [Description("The absolute path of the directory; it is created when it is absent.")]
    [Required]
    [Length(1, 1024)]
    [Pattern(Patterns.AbsolutePath)]
    public string Path { get; set; } = "";
}

public sealed class ImageVolumeStorage
{
    [Description("The image.")]
    [Required]
    [Length(1, 512)]
    [Pattern(Patterns.ImageReference)]
    public string Reference { get; set; } = "";

    [Description("When the image is pulled. Absent: IfNotPresent, or Always for the tag latest.")]
    [EnumValues("Always", "IfNotPresent", "Never")]
    public string? PullPolicy { get; set; }
}
