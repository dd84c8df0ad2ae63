using System.Runtime.InteropServices;

using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Auth;
using InferenceEndpoints.Gateway.Routing;

namespace InferenceEndpoints.Gateway.OpenAi;

/// <summary>The endpoints of the installation as models, each caller's own.</summary>
internal sealed class ModelDirectory(RoutingTable table, Authorizer authorizer)
{
    /// <summary>Null: there is none for him. When there are, but none that he may call, then the one whose refusal he is to hear.</summary>
    public async ValueTask<FoundModel?> FindAsync(HttpContext context, string model)
    {
        FoundModel? refused = null;
        foreach (var route in table.Current.FindByModel(model).Where(route => route.IsVisible(context)))
        {
            var decision = await authorizer.DecideAsync(route, context.Request.Headers.Authorization, context.RequestAborted);
            if (decision.Access == Access.Allowed)
            {
                return new FoundModel(route, decision);
            }

            refused ??= new FoundModel(route, decision);
        }

        return refused;
    }

    /// <summary>Those that he may call.</summary>
    /// <returns>The refusal, when there is nothing that he may call because of who he is.</returns>
    public async ValueTask<(IReadOnlyList<EndpointRoute> Routes, Answer? Refusal)> ListAsync(HttpContext context)
    {
        await Task.Yield(); // there may be thousands: not on the thread that waits for sockets
        var authorization = context.Request.Headers.Authorization;
        var routes = new List<EndpointRoute>();
        var worst = Access.Allowed;
        foreach (var route in table.Current.All.Where(route => route.IsVisible(context)))
        {
            var access = (await authorizer.DecideByNamespaceAsync(route, authorization, context.RequestAborted)).Access;
            if (access == Access.Allowed)
            {
                routes.Add(route);
            }
            else if (access != Access.Forbidden)
            {
                worst = access;
            }
        }

        routes.Sort((one, other) => string.CompareOrdinal(one.ModelNames[0], other.ModelNames[0]));
        return (routes, routes.Count == 0 ? AccessAnswers.Of(worst) : null);
    }
}

/// <param name="Route">The endpoint.</param>
/// <param name="Decision">Whether the caller may call it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FoundModel(EndpointRoute Route, Decision Decision);
