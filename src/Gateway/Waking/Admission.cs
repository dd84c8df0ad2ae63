using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Gateway.Settings;

namespace InferenceEndpoints.Gateway.Waking;

/// <summary>Wakes an endpoint that sleeps, and lets a request wait for a replica when its caller wants that.</summary>
internal sealed class Admission(
    RoutingTable table,
    Doorbell doorbell,
    PodProber prober,
    HeldRequests held,
    GatewayOptions options,
    IHostApplicationLifetime process,
    TimeProvider clock)
{
    /// <summary>Null: there is a replica for the request, of the route that the exchange then has.</summary>
    public async ValueTask<Answer?> AdmitAsync(Exchange exchange)
    {
        var route = exchange.Route;
        doorbell.Ring(route);
        if (StateAnswers.Of(route) is not { } answer)
        {
            return null;
        }

        var limit = HoldTime.Of(exchange.Context.Request.Headers[HoldTime.Header], route.HoldTime, options.MaxHoldTime);
        return answer.IsTemporary && limit > TimeSpan.Zero ? await HoldAsync(exchange, limit) : answer;
    }

    private async Task<Answer?> HoldAsync(Exchange exchange, TimeSpan limit)
    {
        var room = exchange.Route.Room;
        if (room.TryEnter(held, options.MaxHeldRequestsPerEndpoint, options.MaxReleasedPerReplica) is not { } place)
        {
            return Answer.TooManyHeld;
        }

        exchange.Place = place;
        exchange.Route.Meter.Hold();
        try
        {
            // What changed before the place was taken has released nobody.
            room.Release(table.Current.Get(exchange.Route.Key));
            prober.Attend(exchange.Route);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(exchange.Context.RequestAborted, process.ApplicationStopping);
            await place.Turn.WaitAsync(limit, clock, over.Token);
        }
        catch (OperationCanceledException) when (!exchange.Context.RequestAborted.IsCancellationRequested)
        {
            return Answer.Stopping; // another gateway has room
        }
        catch (TimeoutException)
        {
            // The answer below says what the endpoint is by now.
        }
        finally
        {
            exchange.Route.Meter.EndHold();
        }

        if (table.Current.Get(exchange.Route.Key) is not { } current)
        {
            return Answer.NotFound;
        }

        exchange.Route = current;
        return StateAnswers.Of(current);
    }
}
