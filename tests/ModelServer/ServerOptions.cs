using System.Globalization;
using InferenceEndpoints.ModelServer.Serving;

namespace InferenceEndpoints.ModelServer;

internal enum EngineKind
{
    /// <summary>Text Generation Inference.</summary>
    Tgi,

    /// <summary>The Hugging Face inference toolkit, which runs pipelines and custom handlers.</summary>
    Toolkit,
}

/// <summary>When to die, and with which exit code. <paramref name="After"/> counts from the start; zero is before anything else.</summary>
internal sealed record Crash(TimeSpan After, int ExitCode);

/// <summary>What the real engines read from their environment and arguments, and how to misbehave (README.md has the list).</summary>
internal sealed record ServerOptions
{
    public required EngineKind Engine { get; init; }

    public required string ModelDirectory { get; init; }

    public required string ModelId { get; init; }

    public string? Revision { get; init; }

    public string? Task { get; init; }

    public required int Port { get; init; }

    public required int MaxInputTokens { get; init; }

    public required int MaxTotalTokens { get; init; }

    /// <summary>Requests that wait or run. The next one gets 429.</summary>
    public required int MaxConcurrentRequests { get; init; }

    /// <summary>Requests that run at once: a batch of TGI, one of the toolkit. The others wait.</summary>
    public required int BatchSize { get; init; }

    public required TimeSpan TerminationTimeout { get; init; }

    public required string PodName { get; init; }

    public required TimeSpan LoadTime { get; init; }

    public required TimeSpan TokenTime { get; init; }

    public required TimeSpan Delay { get; init; }

    /// <summary>Part of the requests that fail, 0 to 1.</summary>
    public required double FailRate { get; init; }

    public required bool NeverReady { get; init; }

    public required HangScope Hang { get; init; }

    public Crash? Crash { get; init; }

    public static ServerOptions Read(IConfiguration environment, string[] arguments)
    {
        string? Text(string variable, params string[] flags) =>
            Argument(arguments, flags) ?? environment[variable] switch { "" => null, var set => set };
        double Number(string variable, double otherwise, params string[] flags) =>
            Text(variable, flags) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        int Whole(string variable, int otherwise, params string[] flags) => (int)Number(variable, otherwise, flags);
        TimeSpan Milliseconds(string variable, double otherwise) => TimeSpan.FromMilliseconds(Number(variable, otherwise));

        var isToolkit = Text("HF_MODEL_DIR") is not null;
        var model = Text("HF_MODEL_DIR") ?? Text("MODEL_ID", "--model-id") ?? "/repository";
        return new ServerOptions
        {
            Engine = isToolkit ? EngineKind.Toolkit : EngineKind.Tgi,
            ModelDirectory = Path.GetFullPath(model),
            ModelId = model,
            Revision = Text("REVISION", "--revision") ?? Text("HF_REVISION"),
            Task = Text("HF_TASK"),
            Port = Whole("PORT", isToolkit ? 5000 : 80, "--port", "-p"),
            MaxInputTokens = Whole("MAX_INPUT_TOKENS", Whole("MAX_INPUT_LENGTH", 4095, "--max-input-length"), "--max-input-tokens"),
            MaxTotalTokens = Whole("MAX_TOTAL_TOKENS", 4096, "--max-total-tokens"),
            MaxConcurrentRequests = Whole("MAX_CONCURRENT_REQUESTS", isToolkit ? int.MaxValue : 128, "--max-concurrent-requests"),
            BatchSize = Whole("MODEL_SERVER_MAX_CONCURRENT", isToolkit ? 1 : 32),
            TerminationTimeout = TimeSpan.FromSeconds(Number("GRACEFUL_TERMINATION_TIMEOUT", 90, "--graceful-termination-timeout")),
            PodName = Text("POD_NAME") ?? Environment.MachineName,
            LoadTime = TimeSpan.FromSeconds(Number("MODEL_SERVER_LOAD_SECONDS", 0)),
            TokenTime = Milliseconds("MODEL_SERVER_TOKEN_MS", 5),
            Delay = Milliseconds("MODEL_SERVER_SLOW_MS", 0),
            FailRate = Number("MODEL_SERVER_FAIL_RATE", 0),
            NeverReady = Text("MODEL_SERVER_NEVER_READY") is "1" or "true",
            Hang = HangScopes.Parse(Text("MODEL_SERVER_HANG")),
            Crash = ReadCrash(Text("MODEL_SERVER_CRASH")),
        };
    }

    /// <summary><c>start</c> or seconds, and optionally the exit code: <c>start:3</c>, <c>2.5</c>, <c>10:137</c>.</summary>
    private static Crash? ReadCrash(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var parts = text.Split(':', 2);
        var after = parts[0] == "start" ? 0 : double.Parse(parts[0], CultureInfo.InvariantCulture);
        return new Crash(TimeSpan.FromSeconds(after), parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1);
    }

    /// <summary><c>--flag value</c> or <c>--flag=value</c>. Others are ignored: the engines have hundreds.</summary>
    private static string? Argument(string[] arguments, string[] flags)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            foreach (var flag in flags)
            {
                if (arguments[i] == flag && i + 1 < arguments.Length)
                {
                    return arguments[i + 1];
                }

                if (arguments[i].StartsWith($"{flag}=", StringComparison.Ordinal))
                {
                    return arguments[i][(flag.Length + 1)..];
                }
            }
        }

        return null;
    }
}
