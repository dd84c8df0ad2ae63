using System.CommandLine;
using InferenceEndpoints.KubectlIep.CommandLine;

namespace InferenceEndpoints.KubectlIep.Keys;

internal static class KeysCommand
{
    public static Command Create(Launcher launcher) => new("keys", "Make, list and revoke the keys that callers of endpoints show")
    {
        CreateKeyCommand.Create(launcher),
        ListKeysCommand.Create(launcher),
        RevokeKeyCommand.Create(launcher),
    };
}
