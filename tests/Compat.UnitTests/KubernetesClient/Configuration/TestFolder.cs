namespace Compat.UnitTests.KubernetesClient.Configuration;

/// <summary>A folder of a test's own, gone after it.</summary>
public sealed class TestFolder : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("kubeconfig-").FullName;

    public string PathOf(string file) => Path.Combine(root, file);

    public string Write(string file, string content, bool isExecutable = false)
    {
        var path = PathOf(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        if (isExecutable && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
