using System.Runtime.CompilerServices;

namespace InferenceEndpoints.UnitTests;

/// <summary>Files of the repository that the code must agree with.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "..", ".."));

    public static string File(string path) => Path.Combine(Root, path);

    private static string ThisFolder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
