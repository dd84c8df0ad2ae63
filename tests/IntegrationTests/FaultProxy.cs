using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IntegrationTests;

/// <summary>
/// An HTTP proxy between a client under test and the real API server. It forwards what it is not told to spoil, watches included, and authenticates
/// towards the API server itself, so that its clients need no credentials.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly HttpClient upstream;
    private readonly WebApplication app;
    private readonly Lock gate = new();
    private readonly List<PlannedFault> planned = [];
    private CancellationTokenSource connections = new();
    private volatile bool isDown;

    private FaultProxy(HttpClient upstream)
    {
        this.upstream = upstream;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(HandleAsync);
    }

    /// <summary>Where clients reach it.</summary>
    public string Address => app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();

    /// <summary>Method, path and query of all requests, in the order of their arrival.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <param name="upstream">With the API server as its base address, and credentials for it.</param>
    public static async Task<FaultProxy> StartAsync(HttpClient upstream)
    {
        var proxy = new FaultProxy(upstream);
        await proxy.app.StartAsync();
        return proxy;
    }

    public static bool IsWatch(HttpRequest request) => request.Query.ContainsKey("watch");

    public static bool IsList(HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Query.ContainsKey("limit");

    /// <summary>Spoils the next <paramref name="times"/> requests that match.</summary>
    public void Spoil(Func<HttpRequest, bool> match, Fault fault, int times = 1)
    {
        lock (gate)
        {
            planned.Add(new PlannedFault(match, fault) { Left = times });
        }
    }

    /// <summary>How many spoilings have not happened yet.</summary>
    public int Unspoilt
    {
        get
        {
            lock (gate)
            {
                return planned.Sum(fault => fault.Left);
            }
        }
    }

    /// <summary>Cuts every connection, in the middle of whatever it carries.</summary>
    public void CutAll() => Interlocked.Exchange(ref connections, new CancellationTokenSource()).Cancel();

    /// <summary>While down, every connection is cut at once.</summary>
    public void SetDown(bool down)
    {
        isDown = down;
        if (down)
        {
            CutAll();
        }
    }

    public async ValueTask DisposeAsync()
    {
        CutAll();
        await app.DisposeAsync();
        connections.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        Requests.Enqueue($"{context.Request.Method} {context.Request.GetEncodedPathAndQuery()}");
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(connections.Token, context.RequestAborted);
        try
        {
            var fault = isDown ? new Fault.Drop() : Take(context.Request);
            await (fault switch
            {
                null => ForwardAsync(context, null, cut.Token),
                Fault.Truncate truncate => ForwardAsync(context, truncate, cut.Token),
                Fault.Answer answer => AnswerAsync(context, answer),
                Fault.Slow slow => ForwardLateAsync(context, Task.Delay(slow.By, TimeProvider.System, cut.Token), cut.Token),
                Fault.Hold hold => ForwardLateAsync(context, hold.Until, cut.Token),
                Fault.Hang => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cut.Token),
                _ => throw new IOException("dropped"),
            });
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or HttpRequestException)
        {
            context.Abort();
        }
    }

    private Fault? Take(HttpRequest request)
    {
        lock (gate)
        {
            if (planned.Find(fault => fault.Left > 0 && fault.Match(request)) is not { } found)
            {
                return null;
            }

            found.Left--;
            return found.Fault;
        }
    }

    private async Task ForwardLateAsync(HttpContext context, Task until, CancellationToken cancellationToken)
    {
        await until.WaitAsync(cancellationToken);
        await ForwardAsync(context, null, cancellationToken);
    }

    private async Task ForwardAsync(HttpContext context, Fault.Truncate? truncate, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), new Uri(upstream.BaseAddress!, context.Request.GetEncodedPathAndQuery()));
        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        request.Headers.TryAddWithoutValidation("Accept", context.Request.Headers.Accept.ToString());
        using var response = await upstream.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        await context.Response.StartAsync(cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await CopyAsync(body, context.Response, truncate, cancellationToken);
    }

    private static async Task CopyAsync(Stream body, HttpResponse response, Fault.Truncate? truncate, CancellationToken cancellationToken)
    {
        var buffer = new byte[16_384];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (truncate is not null)
            {
                await response.Body.WriteAsync(buffer.AsMemory(0, read / 2), cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
                if (truncate.Cleanly)
                {
                    return;
                }

                throw new IOException("truncated");
            }

            await response.Body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
        }
    }

    /// <summary>As the API server answers: a Status object with the code, and Retry-After where it sends that.</summary>
    private static async Task AnswerAsync(HttpContext context, Fault.Answer answer)
    {
        context.Response.StatusCode = (int)answer.Status;
        if (answer.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($$"""
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"spoilt by the proxy","reason":"{{answer.Reason}}","code":{{(int)answer.Status}}}
            """);
    }

    private sealed record PlannedFault(Func<HttpRequest, bool> Match, Fault Fault)
    {
        public int Left { get; set; }
    }
}

/// <summary>What the proxy does to a request instead of forwarding it.</summary>
internal abstract record Fault
{
    public sealed record Answer(HttpStatusCode Status, string Reason, int? RetryAfter = null) : Fault;

    /// <summary>Forwards after a while.</summary>
    public sealed record Slow(TimeSpan By) : Fault;

    /// <summary>Forwards when the test says so.</summary>
    public sealed record Hold(Task Until) : Fault;

    /// <summary>No answer, ever.</summary>
    public sealed record Hang : Fault;

    public sealed record Drop : Fault;

    /// <summary>Forwards half of the first chunk of the response; then the stream ends, as if complete or with a reset.</summary>
    public sealed record Truncate(bool Cleanly) : Fault;
}
