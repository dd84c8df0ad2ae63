namespace InferenceEndpoints.ModelServer.Serving;

/// <summary>Loads the model for as long as it was told to, behind a server that already listens; then crashes if it was told to.</summary>
internal sealed partial class ModelLoader(
    ServerOptions options, ModelRepository repository, Faults faults, TimeProvider clock, ILogger<ModelLoader> logger) : BackgroundService
{
    private volatile bool _isLoaded;

    public bool IsReady => _isLoaded && !faults.IsUnready;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = clock.GetTimestamp();
        if (options.LoadTime > TimeSpan.Zero)
        {
            await Task.Delay(options.LoadTime, clock, stoppingToken);
        }

        _isLoaded = true;
        LogLoaded(repository.FileCount, repository.TotalBytes, repository.Directory, clock.GetElapsedTime(started));

        if (options.Crash is { } crash)
        {
            var left = crash.After - clock.GetElapsedTime(started);
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock, stoppingToken);
            await Console.Error.WriteLineAsync($"Crashing with exit code {crash.ExitCode}, as told"); // a log line could wait in its queue for too long
            Environment.Exit(crash.ExitCode);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Loaded {FileCount} files, {TotalBytes} bytes, from {Directory} in {Duration}")]
    private partial void LogLoaded(int fileCount, long totalBytes, string directory, TimeSpan duration);
}
