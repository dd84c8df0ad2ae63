namespace InferenceEndpoints.KubectlIep.Logs;

/// <summary>Writes the lines of several logs as they come, each line whole and with the name of its log.</summary>
internal sealed class LogMerge(TextWriter output) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1);

    /// <param name="label">What its lines begin with; null: nothing, there is only one log.</param>
    /// <param name="log">Read to its end.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task CopyAsync(string? label, Stream log, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(log);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            await gate.WaitAsync(cancellationToken);
            try
            {
                await output.WriteLineAsync(label is null ? line : $"[{label}] {line}");
            }
            finally
            {
                gate.Release();
            }
        }
    }

    public void Dispose() => gate.Dispose();
}
