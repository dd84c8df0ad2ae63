using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Cluster;

/// <summary>A program of the product as a process of its own, with the rights of its ServiceAccount.</summary>
public abstract class ProductProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = [];

    /// <param name="program">In the output directory of the tests.</param>
    /// <param name="kubeconfig">A file.</param>
    /// <param name="telemetryPort">Of <see cref="Url"/>.</param>
    /// <param name="settings">Environment variables.</param>
    protected ProductProcess(string program, string kubeconfig, int telemetryPort, IEnumerable<KeyValuePair<string, string>> settings)
    {
        Url = new Uri($"http://127.0.0.1:{telemetryPort}");
        process = new Process
        {
            StartInfo = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, program))
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["KUBECONFIG"] = kubeconfig },
            },
        };
        foreach (var (name, value) in settings)
        {
            process.StartInfo.Environment[name] = value;
        }

        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
    }

    /// <summary>Of <c>/metrics</c>, <c>/healthz</c> and <c>/readyz</c>.</summary>
    public Uri Url { get; }

    public IReadOnlyCollection<string> Log => lines;

    /// <summary>Bytes of memory that it has at the moment.</summary>
    public long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Log lines as JSON.</summary>
    public IEnumerable<JsonElement> Entries => lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line));

    /// <summary>SIGKILL: nothing is given back.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Waits until the process ends by itself; the exit code.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    /// <summary>SIGTERM, as the kubelet does it; the exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        if (!process.HasExited)
        {
            await Shell.RunAsync("kill", [$"{process.Id}"], input: null, environment: null, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
        }

        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
        GC.SuppressFinalize(this);
    }

    protected void Start()
    {
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Read(string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
