using System.Net.Sockets;
using System.Runtime.InteropServices;

using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Balancing;
using InferenceEndpoints.Gateway.Settings;
using InferenceEndpoints.Gateway.Upstream;
using InferenceEndpoints.Gateway.Waking;

using Microsoft.AspNetCore.Http.Features;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>
/// Passes a request to a replica and the answer back. (1) A replica is chosen, and the next one when it cannot be reached. (2) The request's
/// headers go out, then its body as it comes. (3) Meanwhile the answer's headers come back, then its body as it comes, then its trailers; or
/// both sides change to another protocol. What fails before the caller has seen a byte is answered; what fails later is broken off.
/// </summary>
internal sealed class Forwarder(UpstreamClient upstream, Holding holding, GatewayOptions options, TimeProvider clock, ILogger<Forwarder> logger)
{
    public async Task ForwardAsync(Exchange exchange)
    {
        var tried = new Backend?[options.MaxAttempts];
        var failure = Failure.Unreachable;
        for (var attempt = 0; attempt < tried.Length; attempt++)
        {
            if (await TakeBackendAsync(exchange, tried) is not { } backend)
            {
                break;
            }

            exchange.Backend = tried[attempt] = backend;
            try
            {
                var attempted = await AskAsync(exchange, backend);
                if (attempted is { Failure: Failure.Stale })
                {
                    attempted = await AskAnewAsync(exchange, backend);
                }

                if (attempted is not { } outcome)
                {
                    return;
                }

                failure = outcome.Failure;
                if (!outcome.MayRetry)
                {
                    break;
                }
            }
            finally
            {
                backend.End();
                exchange.Route.Room.Freed();
            }
        }

        if (FailurePolicy.AnswerTo(failure) is { } answer && exchange.CanAnswer)
        {
            await exchange.AnswerAsync(answer);
        }
        else
        {
            exchange.BreakOff(FailurePolicy.AnswerTo(failure)?.Status ?? Exchange.CallerGone);
        }
    }

    /// <summary>The replica that the request got when it was its turn; or one that is chosen now, or waited for, as the endpoint wants it.</summary>
    /// <returns>Null: there is none left.</returns>
    private ValueTask<Backend?> TakeBackendAsync(Exchange exchange, Backend?[] tried)
    {
        if (exchange.Place?.TakeSeat() is { } seat)
        {
            return new ValueTask<Backend?>(seat);
        }

        return exchange.Route.MaxPerReplica is null
            ? new ValueTask<Backend?>(exchange.Route.TakeBackend(tried, exchange.PromptKey, clock))
            : holding.TakeAnotherAsync(exchange, tried);
    }

    /// <summary>Asks a replica over an idle connection; over a new one when there is none.</summary>
    /// <returns>Null: the answer went out.</returns>
    private Task<Outcome?> AskAsync(Exchange exchange, Backend backend) =>
        upstream.TryRent(backend) is { } idle ? AskAsync(exchange, backend, idle) : AskAnewAsync(exchange, backend);

    private async Task<Outcome?> AskAnewAsync(Exchange exchange, Backend backend)
    {
        UpstreamConnection connection;
        try
        {
            connection = await upstream.ConnectAsync(backend, exchange.Context.RequestAborted);
        }
        catch (ConnectException exception)
        {
            return Fail(exchange, backend, Failure.Unreachable, exception, isAnswered: false, isBodyConsumed: false);
        }

        return await AskAsync(exchange, backend, connection);
    }

    private async Task<Outcome?> AskAsync(Exchange exchange, Backend backend, UpstreamConnection connection)
    {
        var trailers = exchange.BodyLength is null ? exchange.Context.Features.Get<IHttpRequestTrailersFeature>() : null;
        var body = exchange.Body is { } reader ? new RequestBody(reader, exchange.BodyLength, connection, trailers, clock) : null;
        var attempt = new Attempt(exchange, connection, body);
        var isReusable = false;
        try
        {
            await SendAsync(attempt, backend);
            do
            {
                await connection.ReceiveHeadAsync();
            }
            while (IsInterim(attempt));
            attempt.IsAnswered = true;
            Succeed(exchange, backend);
            exchange.EndPending();
            isReusable = await AnswerAsync(attempt);
            return null;
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return Fail(exchange, backend, attempt.Failure, exception, attempt.IsAnswered, body?.IsConsumed is true);
        }
        finally
        {
            if (body is not null)
            {
                await body.StopAsync();
                exchange.BytesIn = body.Sent;
            }

            attempt.Dispose();
            if (isReusable && body is not { IsSent: false })
            {
                upstream.Return(backend, connection);
            }
            else
            {
                connection.Dispose();
            }
        }
    }

    /// <summary>Whatever its status: the replica answers.</summary>
    private void Succeed(Exchange exchange, Backend backend)
    {
        if (backend.Ejection.Succeed())
        {
            logger.ReplicaReadmitted(backend.Authority, exchange.Route.Key);
        }
    }

    private Outcome Fail(Exchange exchange, Backend backend, Failure failure, Exception exception, bool isAnswered, bool isBodyConsumed)
    {
        if (FailurePolicy.IsReplicasFault(failure))
        {
            exchange.Route.Meter.UpstreamFailed(failure);
            logger.ReplicaFailed(backend.Authority, exchange.Route.Key, failure, exception.Message, exchange.Context.TraceIdentifier);
        }

        if (!isAnswered && FailurePolicy.IsReplicasFault(failure) && backend.Ejection.Fail(clock))
        {
            exchange.Route.Meter.Ejected();
            logger.ReplicaEjected(backend.Authority, exchange.Route.Key, Ejection.Threshold);
        }

        return new Outcome(failure, !isAnswered && FailurePolicy.MayRetry(failure, exchange.Context.Request.Method, isBodyConsumed));
    }

    /// <summary>Sends the headers with what there is of the body, and begins to send the rest.</summary>
    private async ValueTask SendAsync(Attempt attempt, Backend backend)
    {
        var (connection, body) = (attempt.Connection, attempt.Body);
        RequestHead.Write(connection.Sending, attempt.Exchange, backend, options.TrustForwardedHeaders);
        var awaitContinue = HopByHop.IsListed("100-continue", attempt.Exchange.Context.Request.Headers.Expect);
        if (!awaitContinue)
        {
            body?.AddAvailable(connection.Sending);
        }

        await connection.FlushAsync();
        body?.Start(awaitContinue);
    }

    /// <summary>What comes before an answer, such as 103, ends here: Kestrel has no way to send it, but for 100 by itself. But 100 lets the body go.</summary>
    private static bool IsInterim(Attempt attempt)
    {
        var status = attempt.Connection.Head.Status;
        if (status == StatusCodes.Status100Continue)
        {
            attempt.Body?.Continue();
        }

        return status is < 200 and not StatusCodes.Status101SwitchingProtocols;
    }

    /// <returns>Whether the connection can serve another request.</returns>
    private static async Task<bool> AnswerAsync(Attempt attempt)
    {
        var (exchange, connection, head) = (attempt.Exchange, attempt.Connection, attempt.Connection.Head);
        if (exchange.Heartbeat is { } heartbeat && await heartbeat.StopAsync())
        {
            exchange.Status = await BegunStream.ContinueAsync(attempt, heartbeat, Framing(attempt)) ? exchange.Status : Exchange.CallerGone;
            return false;
        }

        if (head.Status == StatusCodes.Status101SwitchingProtocols)
        {
            await SwitchProtocolsAsync(attempt);
            return false;
        }

        if (IsMissingRoot(exchange, head.Status))
        {
            exchange.Status = StatusCodes.Status200OK;
            RequestId.Set(exchange.Context);
            return false;
        }

        var framing = Framing(attempt);
        exchange.Status = head.Status;
        ResponseHeaders.Copy(head, exchange.Context);
        if (framing.End != BodyEnd.None && !await new ResponseBody(attempt, framing, Translation(attempt)).CopyAsync())
        {
            exchange.Status = Exchange.CallerGone;
            return false;
        }

        return framing.End != BodyEnd.Close && connection.Received.Unread.IsEmpty && head.IsPersistent;
    }

    private static IAnswerTranslation? Translation(Attempt attempt) =>
        attempt.Connection.Head.Status == StatusCodes.Status200OK ? attempt.Exchange.Translation : null;

    private static BodyFraming Framing(Attempt attempt) =>
        BodyFraming.Of(attempt.Connection.Head, HttpMethods.IsHead(attempt.Exchange.Context.Request.Method))
            ?? throw new MalformedResponseException("a body without a clear end");

    /// <summary>
    /// Hugging Face's clients ask <c>GET /</c> whether an endpoint is there. vLLM, SGLang and llama.cpp have no such route, and are there.
    /// </summary>
    private static bool IsMissingRoot(Exchange exchange, int status) =>
        exchange.Target == "/"
        && status is StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed
        && (HttpMethods.IsGet(exchange.Context.Request.Method) || HttpMethods.IsHead(exchange.Context.Request.Method));

    private static async Task SwitchProtocolsAsync(Attempt attempt)
    {
        var exchange = attempt.Exchange;
        if (exchange.Context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade)
        {
            await exchange.AnswerAsync(Answer.BadGateway);
            return;
        }

        var head = attempt.Connection.Head;
        exchange.Status = head.Status;
        ResponseHeaders.Copy(head, exchange.Context);
        exchange.Context.Response.Headers.Upgrade = head["Upgrade"];
        await using var caller = await upgrade.UpgradeAsync();
        exchange.AddSent(0);
        await Tunnel.RunAsync(caller, attempt.Connection);
    }

    /// <summary>Of an attempt that came to nothing.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Outcome(Failure Failure, bool MayRetry);
}
