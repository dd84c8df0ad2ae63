using System.Diagnostics;

namespace Benchmarks.Gateway;

/// <summary>A server that runs until it is disposed of, with all that it started.</summary>
internal sealed class BackgroundProcess : IAsyncDisposable
{
    private readonly Process process;

    private BackgroundProcess(Process process) => this.process = process;

    public int Id => process.Id;

    /// <summary>Another process of this program.</summary>
    public static BackgroundProcess StartSelf(params IEnumerable<string> arguments) =>
        Start(Environment.ProcessPath!, new Dictionary<string, string>(StringComparer.Ordinal), arguments);

    public static BackgroundProcess Start(string command, Dictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { UseShellExecute = false };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new BackgroundProcess(Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start."));
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
