using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Balancing;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Gateway.Settings;

namespace InferenceEndpoints.Gateway.Waking;

/// <summary>Has a request wait in its endpoint's room until there is a replica for it.</summary>
internal sealed class Holding(
    RoutingTable table,
    PodProber prober,
    HeldRequests held,
    GatewayOptions options,
    IHostApplicationLifetime process,
    TimeProvider clock)
{
    private readonly RoomRules rules = new(held, options.MaxHeldRequestsPerEndpoint, options.MaxReleasedPerReplica, clock);

    /// <summary>How long the request waits for a replica that starts; zero: not at all.</summary>
    public TimeSpan LimitOf(Exchange exchange) => LimitOf(exchange, exchange.Serverless is { WaitsForModel: true } ? options.MaxHoldTime : exchange.Route.HoldTime);

    /// <summary>Null: there is a replica for the request, of the route that the exchange then has.</summary>
    public async ValueTask<Answer?> HoldAsync(Exchange exchange)
    {
        // Who may wait for a busy replica waits as long as anybody may.
        var limit = exchange.Route.Ready.IsEmpty ? LimitOf(exchange) : LimitOf(exchange, options.MaxHoldTime);
        return await HoldAsync(exchange, tried: [], limit);
    }

    /// <summary>A replica for a request that others have failed, before all requests that came later.</summary>
    /// <returns>Null: there is none left, or the request has waited for long enough.</returns>
    public async ValueTask<Backend?> TakeAnotherAsync(Exchange exchange, Backend?[] tried)
    {
        var isLeft = table.Current.Get(exchange.Route.Key) is { } route && route.Ready.Any(backend => !tried.Contains(backend));
        return isLeft && await HoldAsync(exchange, tried, LimitOf(exchange, options.MaxHoldTime)) is null ? exchange.Place?.TakeSeat() : null;
    }

    private TimeSpan LimitOf(Exchange exchange, TimeSpan ofEndpoint) =>
        HoldTime.Of(exchange.Context.Request.Headers[HoldTime.Header], ofEndpoint, options.MaxHoldTime);

    private async ValueTask<Answer?> HoldAsync(Exchange exchange, Backend?[] tried, TimeSpan limit)
    {
        if (exchange.Route.Room.TryEnter(rules, tried, exchange.PromptKey, exchange.Place) is not { } place)
        {
            return Answer.TooManyHeld;
        }

        exchange.Place?.Dispose();
        exchange.Place = place;
        if (!place.Turn.IsCompleted && !await WaitAsync(exchange, place, limit))
        {
            return Answer.Stopping; // another gateway has room
        }

        if (table.Current.Get(exchange.Route.Key) is not { } current)
        {
            return Answer.NotFound;
        }

        exchange.Route = current;
        return StateAnswers.Of(current) ?? (current.MaxPerReplica is null || place.Turn.IsCompleted ? null : Answer.Busy);
    }

    /// <summary>Until it is the request's turn, or it has waited for long enough.</summary>
    /// <returns>False: the process stops.</returns>
    private async Task<bool> WaitAsync(Exchange exchange, WaitingRoom.Place place, TimeSpan limit)
    {
        exchange.Heartbeat ??= Heartbeat.Begin(exchange, clock);
        exchange.Route.Meter.Hold();
        try
        {
            prober.Attend(exchange.Route);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(exchange.Context.RequestAborted, process.ApplicationStopping);
            await place.Turn.WaitAsync(limit, clock, over.Token);
        }
        catch (OperationCanceledException) when (!exchange.Context.RequestAborted.IsCancellationRequested)
        {
            return false;
        }
        catch (TimeoutException)
        {
            // The caller hears what the endpoint is by now.
        }
        finally
        {
            exchange.Route.Meter.EndHold();
        }

        return true;
    }
}
