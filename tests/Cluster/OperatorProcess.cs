using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Cluster;

/// <summary>The operator as a process of its own, with the rights of its ServiceAccount.</summary>
public sealed class OperatorProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = [];

    private OperatorProcess(string kubeconfig, int port, IEnumerable<KeyValuePair<string, string>> settings)
    {
        Url = new Uri($"http://127.0.0.1:{port}");
        process = new Process
        {
            StartInfo = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "inference-endpoints-operator"))
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment =
                {
                    ["KUBECONFIG"] = kubeconfig,
                    ["Operator__Port"] = $"{port}",
                    ["Operator__ListenAddress"] = "127.0.0.1",
                    ["Logging__LogLevel__Microsoft"] = "Warning",
                },
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

    /// <summary>Log lines as JSON.</summary>
    public IEnumerable<JsonElement> Entries => lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line));

    public bool IsLeader => Entries.Any(entry => entry.GetProperty("EventId").GetInt32() == 1000);

    public static OperatorProcess Start(string kubeconfig, int port, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var started = new OperatorProcess(kubeconfig, port, settings);
        started.process.Start();
        started.process.BeginOutputReadLine();
        started.process.BeginErrorReadLine();
        return started;
    }

    /// <summary>SIGKILL: the lease is not given back.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
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
    }

    private void Read(string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
