using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Compat.UnitTests.KubernetesClient.Http;

/// <summary>
/// The other end of a connection: answers as a test says, which no real API server can be made to. What the API server means by its answers is
/// tested against a real one.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ScriptedServer(RequestDelegate answer, Action<HttpsConnectionAdapterOptions>? https)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => Configure(listen, https)));
        app = builder.Build();
        app.Run(context =>
        {
            Requests.Enqueue(new Request(
                context.Request.Method, context.Request.GetEncodedPathAndQuery(), context.Request.Headers.Authorization.ToString(),
                context.Request.ContentType, context.Request.Protocol));
            return answer(context);
        });
    }

    public ConcurrentQueue<Request> Requests { get; } = [];

    public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<ScriptedServer> StartAsync(RequestDelegate answer, Action<HttpsConnectionAdapterOptions>? https = null)
    {
        var server = new ScriptedServer(answer, https);
        await server.app.StartAsync();
        return server;
    }

    /// <summary>Each request gets the next answer, and the last one for ever.</summary>
    public static Task<ScriptedServer> StartAsync(params (int Status, string Body, (string Name, string Value)[] Headers)[] answers)
    {
        var next = -1;
        return StartAsync(async context =>
        {
            var (status, body, headers) = answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)];
            context.Response.StatusCode = status;
            foreach (var (name, value) in headers)
            {
                context.Response.Headers[name] = value;
            }

            await context.Response.WriteAsync(body, context.RequestAborted);
        });
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static void Configure(ListenOptions listen, Action<HttpsConnectionAdapterOptions>? https)
    {
        if (https is not null)
        {
            listen.UseHttps(https);
        }
    }

    internal sealed record Request(string Method, string Target, string Authorization, string? ContentType, string Protocol);
}
