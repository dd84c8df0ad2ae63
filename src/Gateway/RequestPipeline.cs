using System.Diagnostics.CodeAnalysis;

using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Auth;
using InferenceEndpoints.Gateway.Forwarding;
using InferenceEndpoints.Gateway.Listening;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Gateway.Settings;
using InferenceEndpoints.Gateway.Telemetry;

namespace InferenceEndpoints.Gateway;

/// <summary>A request's way: which endpoint, may it, can it, then to a replica.</summary>
internal sealed class RequestPipeline(
    RoutingTable table,
    KeyRing keys,
    Forwarder forwarder,
    GatewayMetrics metrics,
    GatewayOptions options,
    TimeProvider clock,
    ILogger<RequestPipeline> logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        RequestId.Assign(context);
        if (RequestTarget.Of(context) is not { } target)
        {
            await RefuseAsync(context, Answer.BadTarget);
        }
        else if (table.Current.Find(context.Request.Host.Host, target) is { } match && IsVisible(context, match.Route))
        {
            await HandleAsync(new Exchange(context, match, clock));
        }
        else
        {
            await RefuseAsync(context, table.IsComplete ? Answer.NotFound : Answer.Starting);
        }
    }

    /// <summary>From outside, a private endpoint cannot be told from one that does not exist.</summary>
    private static bool IsVisible(HttpContext context, EndpointRoute route) =>
        route.Access != AccessType.Private || Listener.Of(context) == Listener.Internal;

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The outermost handler: logged, and answered 500.")]
    private async Task HandleAsync(Exchange exchange)
    {
        var context = exchange.Context;
        var meter = exchange.Route.Meter;
        meter.Begin();
        try
        {
            await AnswerAsync(exchange);
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
            meter.End(exchange.Status, exchange.Elapsed);
        }
    }

    private Task AnswerAsync(Exchange exchange)
    {
        var route = exchange.Route;
        var token = BearerToken.Of(exchange.Context.Request.Headers.Authorization);
        return AccessPolicy.Decide(route.Access, route.Key.Namespace, route.Access == AccessType.Public ? [] : keys.Find(token), clock.GetUtcNow()) switch
        {
            Access.Unknown => exchange.AnswerAsync(Answer.Unauthorized),
            Access.Forbidden => exchange.AnswerAsync(Answer.Forbidden),
            _ => StateAnswers.Of(route) is { } answer ? exchange.AnswerAsync(answer) : ForwardAsync(exchange),
        };
    }

    private Task ForwardAsync(Exchange exchange) =>
        BodyStart.MustBeChecked(exchange.Context.Request) ? CheckAndForwardAsync(exchange) : forwarder.ForwardAsync(exchange);

    private async Task CheckAndForwardAsync(Exchange exchange)
    {
        var answer = await BodyStart.CheckAsync(exchange.Context, options.ActivityTimeout, clock);
        await (answer is null ? forwarder.ForwardAsync(exchange) : exchange.AnswerAsync(answer));
    }

    private Task RefuseAsync(HttpContext context, Answer answer)
    {
        metrics.Unrouted(answer.Status);
        return answer.WriteAsync(context);
    }
}
