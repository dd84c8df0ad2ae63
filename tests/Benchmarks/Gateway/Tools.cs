namespace Benchmarks.Gateway;

/// <summary>Programs of Debian that were unpacked and not installed.</summary>
/// <param name="Root">The folder that they were unpacked into.</param>
internal sealed record Tools(string Root)
{
    /// <summary>Where they find their libraries.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal) { ["LD_LIBRARY_PATH"] = Path.Combine(Root, "usr/lib/x86_64-linux-gnu") };

    public string File(string path) => Path.Combine(Root, path);

    /// <param name="folder">Of its own, which it makes.</param>
    /// <param name="configuration">Knows the folder.</param>
    /// <param name="cancellationToken">Ends it before it has begun.</param>
    public async Task<BackgroundProcess> StartNginxAsync(string folder, Func<string, string> configuration, CancellationToken cancellationToken) =>
        BackgroundProcess.Start(File("usr/sbin/nginx"), Environment, "-c", await WriteAsync(folder, "nginx.conf", configuration(folder), cancellationToken), "-p", folder, "-e", "stderr");

    /// <inheritdoc cref="StartNginxAsync"/>
    public async Task<BackgroundProcess> StartHaproxyAsync(string folder, string configuration, CancellationToken cancellationToken) =>
        BackgroundProcess.Start(File("usr/sbin/haproxy"), Environment, "-f", await WriteAsync(folder, "haproxy.cfg", configuration, cancellationToken));

    private static async Task<string> WriteAsync(string folder, string name, string text, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, name);
        await System.IO.File.WriteAllTextAsync(file, $"{text}\n", cancellationToken);
        return file;
    }
}
