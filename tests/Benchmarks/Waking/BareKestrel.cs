using System.Globalization;
using System.Net;
using InferenceEndpoints.Gateway.Listening;
using InferenceEndpoints.Gateway.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Benchmarks.Waking;

/// <summary>
/// The server beneath the gateway, with its settings and nothing else: what no request takes less than. A request for / is answered, and any other
/// waits until its caller leaves.
/// </summary>
internal static class BareKestrel
{
    /// <summary>Has this program be the server, in a process of its own.</summary>
    public const string Command = "serve-nothing";

    public static async Task RunAsync(int port, int telemetryPort, CancellationToken cancellationToken)
    {
        var options = new GatewayOptions();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IStartupFilter, HeapPage>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Limits.Apply(kestrel, options);
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, telemetryPort, listen => listen.Protocols = HttpProtocols.Http1);
        });
        await using var app = builder.Build();
        var held = 0;
        app.Map("/metrics", page => page.Run(context =>
            context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{HeldMemory.Metric}}} {Volatile.Read(ref held)}"))));
        app.Run(async context =>
        {
            if (context.Request.Path != "/")
            {
                Interlocked.Increment(ref held);
                var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using var registration = context.RequestAborted.UnsafeRegister(static left => ((TaskCompletionSource)left!).SetResult(), left);
                await left.Task;
                Interlocked.Decrement(ref held);
            }
        });
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
    }
}
