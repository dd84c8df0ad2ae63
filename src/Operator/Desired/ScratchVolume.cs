using k8s.Models;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>A writable /tmp for containers whose root is read-only.</summary>
internal static class ScratchVolume
{
    public const string Name = "tmp";
    public const string Path = "/tmp";

    public static V1VolumeMount Mount() => new() { Name = Name, MountPath = Path };
}
