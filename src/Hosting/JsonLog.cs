using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging;

namespace InferenceEndpoints.Hosting;

public static class JsonLog
{
    /// <summary>Standard output, a JSON object in each line.</summary>
    public static void LogAsJson(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders().AddJsonConsole(console => console.IncludeScopes = true);

        // ASP.NET says four lines about each request, and the kubelet's probes are requests. The first of all sources: a variable has its way.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = [new("Logging:LogLevel:Microsoft.AspNetCore", nameof(LogLevel.Warning))],
        });
    }
}
