using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace IntegrationTests.Servers;

/// <summary>One of our servers as a real process on a free port, killed when the test ends.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _deadline = new(Patience, TimeProvider.System);

    private ServerProcess(string program, (string Name, string Value)[] environment)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, program))
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["PORT"] = "0" },
            },
        };
        foreach (var (name, value) in environment)
        {
            _process.StartInfo.Environment[name] = value;
        }

        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
    }

    public HttpClient Client { get; } = new() { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Ends what the test waits for, so that a failure is a failure and not a hang.</summary>
    public CancellationToken Deadline => _deadline.Token;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    /// <summary>Starts the program and waits until it listens.</summary>
    public static async Task<ServerProcess> StartAsync(string program, params (string Name, string Value)[] environment)
    {
        var server = Launch(program, environment);
        await Task.WhenAny(server._port.Task, server.WaitForExitAsync());
        Assert.True(server._port.Task.IsCompletedSuccessfully, $"{program} does not listen:\n{server.Output}");
        server.Client.BaseAddress = new Uri($"http://localhost:{await server._port.Task}");
        return server;
    }

    /// <summary>Starts a program that is expected to end by itself.</summary>
    public static ServerProcess Launch(string program, params (string Name, string Value)[] environment)
    {
        var server = new ServerProcess(program, environment);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(Deadline);
        return _process.ExitCode;
    }

    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Deadline);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        _deadline.Dispose();
        Client.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.Add(line);
        }

        if (Listening().Match(line) is { Success: true } match)
        {
            _port.TrySetResult(int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture));
        }
    }

    [GeneratedRegex(@"Now listening on: http://.*:(?<port>\d+)", RegexOptions.NonBacktracking)]
    private static partial Regex Listening();
}
