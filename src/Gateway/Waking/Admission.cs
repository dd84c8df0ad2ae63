using InferenceEndpoints.Gateway.Answers;

namespace InferenceEndpoints.Gateway.Waking;

/// <summary>Wakes an endpoint that sleeps, and lets a request wait for a replica: for one that starts, when its caller wants that; for one that is busy, always.</summary>
internal sealed class Admission(Doorbell doorbell, Holding holding)
{
    /// <summary>Null: there is a replica for the request, of the route that the exchange then has.</summary>
    public ValueTask<Answer?> AdmitAsync(Exchange exchange)
    {
        var route = exchange.Route;
        doorbell.Ring(route);
        return StateAnswers.Of(route) switch
        {
            null when route.MaxPerReplica is null => default,
            null => holding.HoldAsync(exchange),
            { IsTemporary: true } answer when holding.LimitOf(exchange) == TimeSpan.Zero => new ValueTask<Answer?>(answer),
            { IsTemporary: true } => holding.HoldAsync(exchange),
            var answer => new ValueTask<Answer?>(answer),
        };
    }

    /// <summary>The request has ended.</summary>
    public void Leave(Exchange exchange)
    {
        if (exchange.Status >= StatusCodes.Status500InternalServerError)
        {
            doorbell.Miss(exchange.Route);
        }
    }
}
