using InferenceEndpoints.ModelServer;
using InferenceEndpoints.ModelServer.Admin;
using InferenceEndpoints.ModelServer.Generation;
using InferenceEndpoints.ModelServer.OpenAi;
using InferenceEndpoints.ModelServer.Serving;
using InferenceEndpoints.ModelServer.Tgi;
using InferenceEndpoints.ModelServer.Toolkit;

var builder = WebApplication.CreateSlimBuilder();
var options = ServerOptions.Read(builder.Configuration, args);
if (options.Crash is { After.Ticks: 0 } crash)
{
    await Console.Error.WriteLineAsync($"Crashing at start with exit code {crash.ExitCode}, as told");
    return crash.ExitCode;
}

ModelRepository repository;
try
{
    repository = ModelRepository.Open(options.ModelDirectory);
}
catch (InvalidModelException e)
{
    await Console.Error.WriteLineAsync($"Error: {e.Message}");
    return 1;
}

builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.ListenAnyIP(options.Port);
    kestrel.AddServerHeader = false;

    // Half an hour of audio is more than the default 30 MB.
    kestrel.Limits.MaxRequestBodySize = null;
});
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.TerminationTimeout);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton(options);
builder.Services.AddSingleton(repository);
builder.Services.AddSingleton<Generator>();
builder.Services.AddSingleton<Prompts>();
builder.Services.AddServing();

var app = builder.Build();
app.UseHang();
app.UseRouting();
app.MapAdmin();
app.MapMetrics();
app.MapInfo();
if (options.Engine == EngineKind.Toolkit)
{
    app.MapToolkit();
}
else
{
    app.MapTgi();
    app.MapOpenAi();
}

await app.RunAsync();
return 0;
