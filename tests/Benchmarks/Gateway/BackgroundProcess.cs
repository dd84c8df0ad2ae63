using System.Diagnostics;

namespace Benchmarks.Gateway;

/// <summary>A server that runs until it is disposed of, with all that it started.</summary>
internal sealed class BackgroundProcess : IAsyncDisposable
{
    private readonly Process process;

    private BackgroundProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public static BackgroundProcess Start(string command, params IEnumerable<string> arguments) =>
        new(Process.Start(new ProcessStartInfo(command, arguments) { UseShellExecute = false }) ?? throw new InvalidOperationException($"{command} did not start."));

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
