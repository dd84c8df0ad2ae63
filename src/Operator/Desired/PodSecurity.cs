using k8s.Models;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>The least that a model needs: no privilege, no capability but the one for a low port, the runtime's default seccomp profile.</summary>
internal static class PodSecurity
{
    // Ports below this belong to root, or to NET_BIND_SERVICE: TGI and TEI listen on 80.
    private const int FirstUnprivilegedPort = 1024;

    // Of the pod beside its users' own: whichever user an image has, it may write into a volume of this group.
    private const long VolumeGroup = 1000;

    public static V1PodSecurityContext Pod(ModelStorage storage) => new()
    {
        SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
        FsGroup = storage.TakesGroup ? VolumeGroup : null,
        FsGroupChangePolicy = storage.TakesGroup ? "OnRootMismatch" : null,
    };

    public static V1SecurityContext Container(bool readOnlyRoot, int? port = null) => new()
    {
        AllowPrivilegeEscalation = false,
        ReadOnlyRootFilesystem = readOnlyRoot ? true : null,
        Capabilities = new V1Capabilities
        {
            Drop = ["ALL"],
            Add = port < FirstUnprivilegedPort ? ["NET_BIND_SERVICE"] : null,
        },
    };
}
