using System.Net;

using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Balancing;
using InferenceEndpoints.Gateway.Settings;

using Microsoft.AspNetCore.Http.Features;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>
/// Passes a request to a replica and the answer back. (1) A replica is chosen, and the next one when it cannot be reached. (2) The request's
/// headers go out, then its body as it comes. (3) The answer's headers come back, then its body as it comes, then its trailers; or both
/// sides change to another protocol. What fails before the caller has seen a byte is answered; what fails later is broken off.
/// </summary>
internal sealed class Forwarder(HttpMessageInvoker upstream, GatewayOptions options, TimeProvider clock, ILogger<Forwarder> logger)
{
    /// <summary>A path leaves as it came: no escape is undone, no dot resolved.</summary>
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public async Task ForwardAsync(Exchange exchange)
    {
        using var activity = new ActivityTimeout(options.ActivityTimeout, clock, exchange.Context.RequestAborted);
        var tried = new Backend?[options.MaxAttempts];
        var failure = Failure.Unreachable;
        for (var attempt = 0; attempt < tried.Length; attempt++)
        {
            if (exchange.Route.PickBackend(tried) is not { } backend)
            {
                break;
            }

            tried[attempt] = backend;
            backend.Begin();
            try
            {
                if (await TryAsync(exchange, backend, activity) is not { } attemptFailure)
                {
                    return;
                }

                failure = attemptFailure.Failure;
                if (!attemptFailure.MayRetry)
                {
                    break;
                }
            }
            finally
            {
                backend.End();
            }
        }

        if (FailurePolicy.AnswerTo(failure) is { } answer && !exchange.Context.Response.HasStarted)
        {
            await exchange.AnswerAsync(answer);
        }
        else
        {
            exchange.BreakOff(FailurePolicy.AnswerTo(failure)?.Status ?? Exchange.CallerGone);
        }
    }

    /// <summary>Null: the answer went out.</summary>
    private async Task<(Failure Failure, bool MayRetry)?> TryAsync(Exchange exchange, Backend backend, ActivityTimeout activity)
    {
        var context = exchange.Context;
        using var body = exchange.Body is { } reader ? new RequestBody(reader, activity) : null;
        var isAnswered = false;
        try
        {
            using var request = CreateRequest(exchange, backend, body);
            using var response = await upstream.SendAsync(request, activity.Token);
            isAnswered = true;
            activity.Touch();
            await (response.StatusCode == HttpStatusCode.SwitchingProtocols
                ? SwitchProtocolsAsync(exchange, response, activity)
                : CopyResponseAsync(exchange, response, activity));
            return null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            var failure = FailurePolicy.Classify(exception, activity, body);
            if (FailurePolicy.IsReplicasFault(failure))
            {
                exchange.Route.Meter.UpstreamFailed(failure);
                logger.ReplicaFailed(backend.Authority, exchange.Route.Key, failure, exception.Message, context.TraceIdentifier);
            }

            return (failure, !isAnswered && FailurePolicy.MayRetry(failure, context.Request.Method, body?.IsConsumed is true));
        }
    }

    private HttpRequestMessage CreateRequest(Exchange exchange, Backend backend, RequestBody? body)
    {
        var context = exchange.Context;
        var isUpgrade = context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest is true && body is null;
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri($"http://{backend.Authority}{exchange.Target}", Verbatim))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,

            // Without a body its type is said of an empty one.
            Content = body ?? (context.Request.ContentType is null ? null : (HttpContent)new ByteArrayContent([])),
        };
        RequestHeaders.Copy(context, request, isUpgrade, options.TrustForwardedHeaders);
        if (body is not null)
        {
            body.Headers.ContentLength = exchange.BodyLength;
        }

        return request;
    }

    private static async Task CopyResponseAsync(Exchange exchange, HttpResponseMessage response, ActivityTimeout activity)
    {
        var context = exchange.Context;
        if (IsMissingRoot(exchange, response))
        {
            exchange.Status = StatusCodes.Status200OK;
            RequestId.Set(context);
            return;
        }

        exchange.Status = context.Response.StatusCode = (int)response.StatusCode;
        context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = response.ReasonPhrase;
        ResponseHeaders.Copy(response, context);
        var isFramed = ChunkedFraming.IsNeeded(response, context);
        if (isFramed)
        {
            context.Response.Headers.TransferEncoding = "chunked";
        }

        await context.Response.StartAsync(activity.Token);
        await using var from = await response.Content.ReadAsStreamAsync(activity.Token);
        await ResponseBody.CopyAsync(from, exchange, isFramed, activity);
        if (isFramed)
        {
            await ChunkedFraming.WriteEndAsync(context.Response.BodyWriter, response.TrailingHeaders, activity.Token);
        }
        else
        {
            ResponseHeaders.CopyTrailers(response, context.Response);
        }
    }

    /// <summary>
    /// Hugging Face's clients ask <c>GET /</c> whether an endpoint is there. vLLM, SGLang and llama.cpp have no such route, and are there.
    /// </summary>
    private static bool IsMissingRoot(Exchange exchange, HttpResponseMessage response) =>
        exchange.Target == "/"
        && response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed
        && (HttpMethods.IsGet(exchange.Context.Request.Method) || HttpMethods.IsHead(exchange.Context.Request.Method));

    private static async Task SwitchProtocolsAsync(Exchange exchange, HttpResponseMessage response, ActivityTimeout activity)
    {
        var context = exchange.Context;
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade)
        {
            await exchange.AnswerAsync(Answer.BadGateway);
            return;
        }

        exchange.Status = context.Response.StatusCode = StatusCodes.Status101SwitchingProtocols;
        ResponseHeaders.Copy(response, context);
        context.Response.Headers.Upgrade = response.Headers.Upgrade.ToString();
        await using var replica = await response.Content.ReadAsStreamAsync(activity.Token);
        await using var caller = await upgrade.UpgradeAsync();
        exchange.Route.Meter.FirstByte(exchange.Elapsed);
        await Tunnel.RunAsync(caller, replica, activity);
    }
}
