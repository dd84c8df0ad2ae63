using InferenceEndpoints.ModelHub;
using InferenceEndpoints.ModelHub.Api;
using InferenceEndpoints.ModelHub.Faults;
using InferenceEndpoints.ModelHub.Repositories;

var builder = WebApplication.CreateSlimBuilder();
var options = HubOptions.Read(builder.Configuration);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(options.Port));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton(options);
builder.Services.AddSingleton<RepositoryTree>();
builder.Services.AddSingleton<FaultPlan>();
builder.Services.AddSingleton<RequestLog>();

var app = builder.Build();
app.UseFaults();
app.UseHubErrors();
app.UseRouting();
app.MapGet("/health", context => context.Response.WriteAsync("ok", context.RequestAborted));
app.MapFaults();
app.MapHub();
await app.RunAsync();
