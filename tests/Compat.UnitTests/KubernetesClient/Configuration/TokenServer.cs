using System.Collections.Concurrent;
using Compat.UnitTests.KubernetesClient.Http;
using Microsoft.AspNetCore.Http;

namespace Compat.UnitTests.KubernetesClient.Configuration;

/// <summary>Answers 401 to every token but those that it accepts.</summary>
internal sealed class TokenServer : IAsyncDisposable
{
    private volatile string[] accepted;

    private TokenServer(string[] accepted) => this.accepted = accepted;

    public ScriptedServer Server { get; private set; } = null!; // set before the constructor's caller returns

    public ConcurrentQueue<ScriptedServer.Request> Requests => Server.Requests;

    public static async Task<TokenServer> StartAsync(params string[] tokens)
    {
        var server = new TokenServer(tokens);
        server.Server = await ScriptedServer.StartAsync(context =>
        {
            var isAccepted = server.accepted.Any(token => context.Request.Headers.Authorization == $"Bearer {token}");
            context.Response.StatusCode = isAccepted ? 200 : 401;
            return context.Response.WriteAsync("{}", context.RequestAborted);
        });
        return server;
    }

    public void Accept(params string[] tokens) => accepted = tokens;

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
