using System.Diagnostics;
using System.Text;

namespace Cluster;

/// <summary>Runs cluster.sh for one cluster.</summary>
internal sealed class ClusterScript(IReadOnlyDictionary<string, string?> environment)
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "cluster", "cluster.sh");

    /// <summary>What the verb prints. Cancellation kills the verb; a cluster that was not up yet then goes by itself.</summary>
    /// <exception cref="ClusterException">The verb failed.</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("bash", [Script, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = new Process { StartInfo = start };
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => Report(line.Data, errors);
        process.Start();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? output.TrimEnd()
                : throw new ClusterException($"cluster.sh {string.Join(' ', arguments)} ended with {process.ExitCode}: {errors}");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    // Progress, too: a first build takes minutes.
    private static void Report(string? line, StringBuilder errors)
    {
        if (line is not null)
        {
            Console.Error.WriteLine(line);
            lock (errors)
            {
                errors.AppendLine(line);
            }
        }
    }
}
