using System.Globalization;
using InferenceEndpoints.ModelHub.Api;

namespace InferenceEndpoints.ModelHub.Faults;

/// <summary><c>/admin</c>: plan faults, and see what was asked.</summary>
internal static class FaultRoutes
{
    public static void MapFaults(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/admin");
        admin.MapPost("/faults", context =>
        {
            var fault = new Fault(
                context.Request.Query["path"].ToString(),
                (int?)Number(context, "status"),
                Number(context, "cutAfter"),
                context.Request.Query["reset"] == "true",
                context.Request.Query["stall"] == "true",
                Number(context, "bytesPerSecond"));
            Plan(context).Add(fault, (int)(Number(context, "times") ?? 1));
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        admin.MapDelete("/faults", context =>
        {
            Plan(context).Clear();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        admin.MapGet("/requests", context => context.Response.WriteAsJsonAsync(
            context.RequestServices.GetRequiredService<RequestLog>().Requests,
            HubJson.Default.IReadOnlyCollectionSeenRequest,
            cancellationToken: context.RequestAborted));
    }

    public static void UseFaults(this IApplicationBuilder app) => app.Use(static async (context, next) =>
    {
        if (context.Request.Path.StartsWithSegments("/admin", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        try
        {
            await ApplyAsync(Plan(context).Take(context.Request), context, next);
        }
        finally
        {
            context.RequestServices.GetRequiredService<RequestLog>().Add(context);
        }
    });

    private static Task ApplyAsync(Fault? fault, HttpContext context, RequestDelegate next)
    {
        if (fault?.Status is { } status)
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        }

        if (fault is not null)
        {
            var clock = context.RequestServices.GetRequiredService<TimeProvider>();
            context.Response.Body = new FaultyBody(context, context.Response.Body, fault, clock);
        }

        return next(context);
    }

    private static FaultPlan Plan(HttpContext context) => context.RequestServices.GetRequiredService<FaultPlan>();

    private static long? Number(HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out var value) ? long.Parse(value.ToString(), CultureInfo.InvariantCulture) : null;
}
