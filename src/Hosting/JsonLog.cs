using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace InferenceEndpoints.Hosting;

public static class JsonLog
{
    /// <summary>Standard output, a JSON object in each line.</summary>
    public static void LogAsJson(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders().AddJsonConsole(console => console.IncludeScopes = true);

        // No thread waits for who reads the log. How many lines were dropped for that is in the log itself.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);

        // ASP.NET says four lines about each request, and the kubelet's probes are requests. The first of all sources: a variable has its way.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = [new("Logging:LogLevel:Microsoft.AspNetCore", nameof(LogLevel.Warning))],
        });
    }
}
