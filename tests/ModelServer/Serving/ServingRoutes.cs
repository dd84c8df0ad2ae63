using Prometheus.Client;

namespace InferenceEndpoints.ModelServer.Serving;

internal static class ServingRoutes
{
    public static void AddServing(this IServiceCollection services)
    {
        services.AddSingleton<Faults>();
        services.AddSingleton<ServerMetrics>();
        services.AddSingleton<RequestGate>();
        services.AddSingleton<ModelLoader>();
        services.AddHostedService(provider => provider.GetRequiredService<ModelLoader>());
    }

    /// <summary>A route that needs the model.</summary>
    public static void MapInference(this IEndpointRouteBuilder routes, string pattern, Func<HttpContext, Task> infer) =>
        routes.MapPost(pattern, context => context.RequestServices.GetRequiredService<RequestGate>().RunAsync(context, infer));

    /// <summary>200 with <paramref name="body"/> when the model is loaded, else 503 in the engine's words.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes, string pattern, string body) =>
        routes.MapGet(pattern, context => context.RequestServices.GetRequiredService<ModelLoader>().IsReady
            ? context.Response.WriteAsync(body, context.RequestAborted)
            : context.RequestServices.GetRequiredService<RequestGate>().WriteErrorAsync(context, RequestFailedException.Unhealthy()));

    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", context =>
        {
            context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            var metrics = context.RequestServices.GetRequiredService<ServerMetrics>();
            return ScrapeHandler.ProcessAsync(metrics.Registry, context.Response.Body, context.RequestAborted);
        });

    public static void MapInfo(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/info", context =>
        {
            var services = context.RequestServices;
            var info = ServerInfo.Of(services.GetRequiredService<ServerOptions>(), services.GetRequiredService<ModelRepository>());
            return context.AnswerAsync(info, ServerJson.Default.ServerInfo);
        });

    /// <summary>Told to hang with everything: only <c>/admin</c> still answers.</summary>
    public static void UseHang(this IApplicationBuilder app) =>
        app.Use(static (context, next) =>
            context.RequestServices.GetRequiredService<Faults>().Hang == HangScope.All
            && !context.Request.Path.StartsWithSegments("/admin", StringComparison.Ordinal)
                ? Task.Delay(Timeout.InfiniteTimeSpan, context.RequestServices.GetRequiredService<TimeProvider>(), context.RequestAborted)
                : next(context));
}
