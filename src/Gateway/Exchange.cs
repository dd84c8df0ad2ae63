using System.IO.Pipelines;

using InferenceEndpoints.Gateway.Activity;
using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Balancing;
using InferenceEndpoints.Gateway.Caching;
using InferenceEndpoints.Gateway.Forwarding;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Gateway.Serverless;
using InferenceEndpoints.Gateway.Telemetry;
using InferenceEndpoints.Gateway.Waking;

using Microsoft.AspNetCore.Http.Features;

namespace InferenceEndpoints.Gateway;

/// <summary>A request on its way, and what is to be counted of it.</summary>
internal sealed class Exchange(HttpContext context, RouteMatch match, TimeProvider clock)
{
    /// <summary>nginx's code for a caller who went away. Never sent; apart from errors in the metrics.</summary>
    public const int CallerGone = 499;

    private readonly long started = clock.GetTimestamp();

    /// <summary>Where the request counts as pending; null: it does not.</summary>
    private EndpointActivity? pendingAt;

    public HttpContext Context { get; } = context;

    /// <summary>The endpoint as it was when the request came, or when its wait ended.</summary>
    public EndpointRoute Route { get; set; } = match.Route;

    /// <summary>Null: the endpoint was called by a URL of its own, or by OpenAI's API.</summary>
    public ServerlessCall? Serverless { get; init; }

    /// <summary>Null: the request did not have to wait, and has no need to.</summary>
    public WaitingRoom.Place? Place { get; set; }

    /// <summary>There was no replica when it came.</summary>
    public bool CameTooEarly { get; set; }

    /// <summary>Null: the caller gets none while it waits.</summary>
    public Heartbeat? Heartbeat { get; set; }

    /// <summary>The gateway may still say how it went.</summary>
    public bool CanAnswer => !Context.Response.HasStarted || Heartbeat is { IsOpen: true };

    /// <summary>The same for requests whose prompts begin alike. Null: it does not matter which replica gets it.</summary>
    public ulong? PromptKey { get; set; }

    /// <summary>Path and query for the replica.</summary>
    public string Target { get; set; } = match.Target;

    /// <summary>Null: a replica's answer passes as it is.</summary>
    public IAnswerTranslation? Translation { get; set; }

    /// <summary>Null: nobody else will be given its answer.</summary>
    public ResponseRecording? Recording { get; set; }

    /// <summary>The body that a replica gets: the caller's, until somebody replaces it. Null: there is none.</summary>
    public PipeReader? Body { get; private set; } =
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true ? context.Request.BodyReader : null;

    /// <summary>How long <see cref="Body"/> is; null: it ends where it ends, and is sent in chunks.</summary>
    public long? BodyLength { get; private set; } = context.Request.Headers.TransferEncoding.Count > 0 ? null : context.Request.ContentLength;

    /// <summary>Bytes of <see cref="Body"/> that were read ahead.</summary>
    public int KeptBytes { get; private set; }

    /// <summary>The outcome for the metrics: what the caller got, be it as an event after heartbeats, or <see cref="CallerGone"/>.</summary>
    public int Status { get; set; }

    /// <summary>The EndpointKey by which the caller got in.</summary>
    public string? KeyName { get; set; }

    /// <summary>The replica that was asked last.</summary>
    public Backend? Backend { get; set; }

    /// <summary>Of the caller's body, as far as the replica was sent it.</summary>
    public long BytesIn { get; set; }

    /// <summary>Of the replica's body, as far as the caller was sent it.</summary>
    public long BytesOut { get; private set; }

    /// <summary>What the answer cost, once all of it has passed.</summary>
    public TokenUsage Usage { get; set; }

    /// <summary>Until the first byte of the replica's body.</summary>
    public TimeSpan? FirstByte { get; private set; }

    public TimeSpan Elapsed => clock.GetElapsedTime(started);

    /// <summary>A replica gets this instead of the caller's body, or the caller's again after somebody has looked into it.</summary>
    /// <param name="body">From its beginning.</param>
    /// <param name="length">See <see cref="BodyLength"/>.</param>
    /// <param name="kept">See <see cref="KeptBytes"/>.</param>
    public void ReplaceBody(PipeReader body, long? length, int kept)
    {
        (Body, BodyLength, KeptBytes) = (body, length, kept);
        Context.Request.Headers.Expect = default; // whoever looked into it has asked the caller for it already
    }

    /// <summary>Something of the replica's body is on its way to the caller.</summary>
    public void AddSent(int bytes)
    {
        BytesOut += bytes;
        if (FirstByte is null)
        {
            FirstByte = Elapsed;
            Route.Meter.FirstByte(FirstByte.Value);
            if (CameTooEarly)
            {
                Route.Activity.EndWait(clock, FirstByte.Value);
            }
        }
    }

    /// <summary>It has passed the gateway's checks and waits for its status line.</summary>
    public void BeginPending()
    {
        pendingAt = Route.Activity; // the route may be another one when the wait ends
        pendingAt.BeginPending();
    }

    /// <summary>It has its status line, or never gets one. The second call does nothing.</summary>
    public void EndPending()
    {
        pendingAt?.EndPending();
        pendingAt = null;
    }

    public Task AnswerAsync(Answer answer)
    {
        Status = answer.Status;
        return Heartbeat is null ? answer.WriteAsync(Context) : AnswerAsync(Heartbeat, answer);
    }

    private async Task AnswerAsync(Heartbeat heartbeat, Answer answer) =>
        await (await heartbeat.StopAsync() ? answer.WriteEventAsync(Context) : answer.WriteAsync(Context));

    /// <summary>Nothing can be repaired: the caller must see that its answer is not complete.</summary>
    public void BreakOff(int status)
    {
        Status = status;
        Context.Abort();
    }
}
