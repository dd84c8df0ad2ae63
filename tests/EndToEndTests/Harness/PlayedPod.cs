using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EndToEndTests.Harness;

/// <summary>
/// What runs in a pod of a <see cref="PlayedNode"/>: a server on an address of the pod's own, which loads for a moment, answers each request with its
/// endpoint and what was asked, and finishes what it has when it is stopped.
/// </summary>
internal sealed class PlayedPod : IAsyncDisposable
{
    /// <summary>How long an answer takes, in milliseconds; it comes as a stream of so many parts.</summary>
    public const string Duration = "X-Duration";
    public const string Parts = "X-Parts";

    private readonly WebApplication server;
    private readonly Task loading;

    private PlayedPod(WebApplication server, Task loading) => (this.server, this.loading) = (server, loading);

    /// <summary>When its model has loaded.</summary>
    public bool IsHealthy => loading.IsCompletedSuccessfully;

    /// <param name="endpoint">Whose pod it is.</param>
    /// <param name="address">Of this machine, and of no other pod.</param>
    /// <param name="port">Of the endpoint's engine.</param>
    /// <param name="loading">It is healthy when that has ended.</param>
    public static async Task<PlayedPod> StartAsync(string endpoint, IPAddress address, int port, Task loading)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMinutes(1));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(address, port));
        var pod = new PlayedPod(builder.Build(), loading);
        pod.server.Run(context => pod.AnswerAsync(context, endpoint));
        await pod.server.StartAsync();
        return pod;
    }

    /// <summary>As SIGTERM does it: nobody new is let in, and what is under way ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await server.StopAsync(CancellationToken.None);
        await server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context, string endpoint)
    {
        if (!IsHealthy)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var question = await reader.ReadToEndAsync(context.RequestAborted);
        var parts = Number(context, Parts, otherwise: 1);
        var pause = TimeSpan.FromMilliseconds(Number(context, Duration, otherwise: 0) / (double)parts);
        for (var part = 1; part <= parts; part++)
        {
            await Task.Delay(pause, TimeProvider.System, context.RequestAborted);
            await context.Response.WriteAsync($"{endpoint} {part}/{parts}: {JsonSerializer.Serialize(question)}\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static int Number(HttpContext context, string header, int otherwise) => int.TryParse(context.Request.Headers[header], CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
