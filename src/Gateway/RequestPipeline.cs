using System.Diagnostics.CodeAnalysis;

using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Auth;
using InferenceEndpoints.Gateway.Balancing;
using InferenceEndpoints.Gateway.Caching;
using InferenceEndpoints.Gateway.Forwarding;
using InferenceEndpoints.Gateway.Listening;
using InferenceEndpoints.Gateway.MediaTypes;
using InferenceEndpoints.Gateway.OpenAi;
using InferenceEndpoints.Gateway.RateLimits;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Gateway.Serverless;
using InferenceEndpoints.Gateway.Settings;
using InferenceEndpoints.Gateway.Telemetry;
using InferenceEndpoints.Gateway.TextGeneration;
using InferenceEndpoints.Gateway.Waking;

namespace InferenceEndpoints.Gateway;

/// <summary>A request's way: which endpoint, may it, not too often, is there a replica or may it wait for one, then to it.</summary>
internal sealed class RequestPipeline(
    RoutingTable table,
    OpenAiApi openAi,
    ServerlessApi serverless,
    Authorizer authorizer,
    ResponseCache cache,
    Admission admission,
    RootAdapter adapter,
    Forwarder forwarder,
    GatewayMetrics metrics,
    GatewayOptions options,
    TimeProvider clock,
    ILogger<RequestPipeline> logger)
{
    public Task HandleAsync(HttpContext context) =>
        RequestTarget.Of(context) is not { } target ? RefuseAsync(context, Answer.BadTarget)
        : table.Current.Find(context.Request.Host.Host, target) is { } match && match.Route.IsVisible(context) ? HandleAsync(new Exchange(context, match, clock), decision: null)
        : !table.IsComplete ? RefuseAsync(context, Answer.Starting)
        : OpenAiApi.Has(target) ? HandleByModelAsync(context, target)
        : ModelPath.Has(target) ? HandleServerlessAsync(context, target)
        : RefuseAsync(context, Answer.NotFound);

    private async Task HandleByModelAsync(HttpContext context, string target)
    {
        var choice = await openAi.ChooseAsync(context, target);
        if (choice.Found is not { } found)
        {
            await RefuseAsync(context, choice.Answer!);
            return;
        }

        var exchange = new Exchange(context, new RouteMatch(found.Route, target), clock);
        if (choice.Body is not null)
        {
            exchange.ReplaceBody(choice.Body, exchange.BodyLength, choice.KeptBytes);
        }

        await HandleAsync(exchange, found.Decision);
    }

    private async Task HandleServerlessAsync(HttpContext context, string target)
    {
        var (call, refusal) = await serverless.FindAsync(context, target);
        await (call is null
            ? RefuseAsync(context, refusal!)
            : HandleAsync(new Exchange(context, call.Match, clock) { Serverless = call }, call.Decision));
    }

    /// <param name="exchange">The request.</param>
    /// <param name="decision">Whether its caller may make it; null: that has not been decided.</param>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The outermost handler: logged, and answered 500.")]
    private async Task HandleAsync(Exchange exchange, Decision? decision)
    {
        var context = exchange.Context;
        var meter = exchange.Route.Meter;
        context.Features.Set(exchange);
        meter.Begin();
        try
        {
            if (await CheckAsync(exchange, decision) is { } answer)
            {
                await exchange.AnswerAsync(answer);
            }
            else
            {
                await ServeAsync(exchange);
                cache.Keep(exchange);
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            exchange.Status = Exchange.CallerGone;
        }
        catch (Exception exception)
        {
            logger.RequestFailed(exception, exchange.Route.Key, context.TraceIdentifier);
            if (context.Response.HasStarted)
            {
                exchange.BreakOff(Answer.InternalError.Status);
            }
            else
            {
                await exchange.AnswerAsync(Answer.InternalError);
            }
        }
        finally
        {
            meter.End(exchange);
        }
    }

    /// <returns>What the caller gets without a replica; null: a replica is to answer.</returns>
    private async ValueTask<Answer?> CheckAsync(Exchange exchange, Decision? known)
    {
        var (context, route) = (exchange.Context, exchange.Route);
        var decision = known ?? await authorizer.DecideAsync(route, context.Request.Headers.Authorization, context.RequestAborted);
        exchange.KeyName = decision.Key?.Source.Name;
        return AccessAnswers.Of(decision.Access)
            ?? RateLimit.Take(decision.Key?.Bucket, route.Bucket, clock)
            ?? (route.IsPaused ? Answer.Paused : null)
            ?? await cache.FindAsync(exchange);
    }

    /// <summary>From here on, the request keeps its endpoint awake.</summary>
    private async Task ServeAsync(Exchange exchange)
    {
        var activity = exchange.Route.Activity;
        activity.Begin(clock);
        exchange.BeginPending();
        try
        {
            var refusal = await PromptPeek.ReadAsync(exchange, options.ActivityTimeout, clock)
                ?? await AdmitAsync(exchange)
                ?? await BodyStart.CheckAsync(exchange.Context, options.ActivityTimeout, clock)
                ?? await ContentType.FillAsync(exchange, options.ActivityTimeout, clock)
                ?? await adapter.AdaptAsync(exchange);
            await (refusal is null ? forwarder.ForwardAsync(exchange) : exchange.AnswerAsync(refusal));
        }
        finally
        {
            exchange.Place?.Dispose();
            exchange.EndPending();
            activity.End(clock);
            admission.Leave(exchange);
            if (exchange.Heartbeat is not null)
            {
                await exchange.Heartbeat.DisposeAsync();
            }
        }
    }

    private ValueTask<Answer?> AdmitAsync(Exchange exchange) =>
        exchange.Serverless is null ? admission.AdmitAsync(exchange) : AdmitAsync(exchange, exchange.Serverless);

    private async ValueTask<Answer?> AdmitAsync(Exchange exchange, ServerlessCall call) => call.Say(await admission.AdmitAsync(exchange), exchange.Route);

    private Task RefuseAsync(HttpContext context, Answer answer)
    {
        metrics.Unrouted(answer.Status);
        return answer.WriteAsync(context);
    }
}
