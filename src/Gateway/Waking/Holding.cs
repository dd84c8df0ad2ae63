using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Balancing;
using InferenceEndpoints.Gateway.Listening;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Gateway.Settings;

namespace InferenceEndpoints.Gateway.Waking;

/// <summary>Has a request wait in its endpoint's room until there is a replica for it.</summary>
/// <remarks>Requests may wait by the ten thousand: one that does has its place and one continuation, and neither timer nor token of its own.</remarks>
internal sealed class Holding
{
    private readonly RoutingTable table;
    private readonly PodProber prober;
    private readonly GatewayOptions options;
    private readonly CancellationToken stopping;
    private readonly TimeProvider clock;
    private readonly RoomRules rules;

    public Holding(RoutingTable table, PodProber prober, HeldRequests held, GatewayOptions options, IHostApplicationLifetime process, TimeProvider clock)
    {
        (this.table, this.prober, this.options, this.clock, stopping) = (table, prober, options, clock, process.ApplicationStopping);
        rules = new RoomRules(held, options.MaxHeldRequestsPerEndpoint, options.MaxHeldBytesPerEndpoint, options.MaxReleasedPerReplica, clock);
        stopping.UnsafeRegister(static table => SendAllAway((RoutingTable)table!), table);
    }

    /// <summary>How long the request waits for a replica that starts; zero: not at all.</summary>
    public TimeSpan LimitOf(Exchange exchange) => LimitOf(exchange, exchange.Serverless is { WaitsForModel: true } ? options.MaxHoldTime : exchange.Route.HoldTime);

    /// <summary>Null: there is a replica for the request, of the route that the exchange then has.</summary>
    public ValueTask<Answer?> HoldAsync(Exchange exchange)
    {
        // Who may wait for a busy replica waits as long as anybody may.
        var limit = exchange.Route.Ready.IsEmpty ? LimitOf(exchange) : LimitOf(exchange, options.MaxHoldTime);
        return HoldAsync(exchange, tried: [], limit);
    }

    /// <summary>A replica for a request that others have failed, before all requests that came later.</summary>
    /// <returns>Null: there is none left, or the request has waited for long enough.</returns>
    public async ValueTask<Backend?> TakeAnotherAsync(Exchange exchange, Backend?[] tried)
    {
        var isLeft = table.Current.Get(exchange.Route.Key) is { } route && route.Ready.Any(backend => !tried.Contains(backend));
        return isLeft && await HoldAsync(exchange, tried, LimitOf(exchange, options.MaxHoldTime)) is null ? exchange.Place?.TakeSeat() : null;
    }

    private static void SendAllAway(RoutingTable table)
    {
        foreach (var route in table.Current.All)
        {
            route.Room.SendAway(long.MaxValue);
        }
    }

    private TimeSpan LimitOf(Exchange exchange, TimeSpan ofEndpoint) =>
        HoldTime.Of(exchange.Context.Request.Headers[HoldTime.Header], ofEndpoint, options.MaxHoldTime);

    /// <summary>What has been read of its body, and what the caller can send although nobody reads on.</summary>
    private long BytesOf(Exchange exchange)
    {
        if (exchange.Body is null)
        {
            return 0;
        }

        var rest = (exchange.BodyLength ?? long.MaxValue) - exchange.KeptBytes;
        return exchange.KeptBytes + Math.Clamp(rest, 0, Limits.WindowOf(exchange.Context.Request.Protocol, options));
    }

    private ValueTask<Answer?> HoldAsync(Exchange exchange, Backend?[] tried, TimeSpan limit)
    {
        var arrival = new Arrival { Tried = tried, Prompt = exchange.PromptKey, Earlier = exchange.Place, Bytes = BytesOf(exchange), Limit = limit };
        if (exchange.Route.Room.TryEnter(rules, arrival) is not { } place)
        {
            return new ValueTask<Answer?>(Answer.TooManyHeld);
        }

        exchange.Place?.Dispose();
        exchange.Place = place;
        return place.Turn.IsCompleted ? new ValueTask<Answer?>(AnswerTo(exchange, isCalled: true)) : WaitAsync(exchange, place);
    }

    private async ValueTask<Answer?> WaitAsync(Exchange exchange, WaitingRoom.Place place)
    {
        exchange.Heartbeat ??= Heartbeat.Begin(exchange, clock);
        exchange.CameTooEarly |= exchange.Route.Ready.IsEmpty;
        var (meter, aborted) = (exchange.Route.Meter, exchange.Context.RequestAborted);
        var since = clock.GetTimestamp();
        meter.Hold();
        prober.Attend(exchange.Route);
        bool isCalled;
        using (aborted.UnsafeRegister(static place => ((WaitingRoom.Place)place!).SendAway(), place))
        {
            if (stopping.IsCancellationRequested)
            {
                place.SendAway(); // it may have come when all others had been sent away
            }

            isCalled = await place.Turn;
        }

        meter.EndHold(clock.GetElapsedTime(since));
        aborted.ThrowIfCancellationRequested();
        return isCalled || !stopping.IsCancellationRequested ? AnswerTo(exchange, isCalled) : Answer.Stopping; // another gateway has room
    }

    /// <summary>What its wait has come to. Who has waited for long enough hears what the endpoint is by now.</summary>
    private Answer? AnswerTo(Exchange exchange, bool isCalled)
    {
        if (table.Current.Get(exchange.Route.Key) is not { } current)
        {
            return Answer.NotFound;
        }

        exchange.Route = current;
        return StateAnswers.Of(current) ?? (isCalled || current.MaxPerReplica is null ? null : Answer.Busy);
    }
}
