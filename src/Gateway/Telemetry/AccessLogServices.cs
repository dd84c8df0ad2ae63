using InferenceEndpoints.Gateway.Settings;

using Microsoft.Extensions.DependencyInjection.Extensions;

namespace InferenceEndpoints.Gateway.Telemetry;

/// <summary>Where lines go, among those of the other log: a writer that takes a line as a whole.</summary>
internal sealed record AccessLogOutput(TextWriter Writer);

internal static class AccessLogServices
{
    public static void AddAccessLog(this IServiceCollection services, GatewayOptions options)
    {
        if (options.AccessLog)
        {
            services.TryAddSingleton(new AccessLogOutput(Console.Out));
            services.AddSingleton<AccessLog>();
            services.AddHostedService(provider => provider.GetRequiredService<AccessLog>());
        }
    }

    /// <summary>Gives each request its names, in the log, in the trace and in its answer; and a line in the log when it has ended.</summary>
    public static void UseAccessLog(this IApplicationBuilder app)
    {
        var log = app.ApplicationServices.GetService<AccessLog>();
        var clock = app.ApplicationServices.GetRequiredService<TimeProvider>();
        app.Use(next => context =>
        {
            RequestId.Assign(context);
            return log is null ? next(context) : LogAsync(log, next, context, clock);
        });
    }

    private static async Task LogAsync(AccessLog log, RequestDelegate next, HttpContext context, TimeProvider clock)
    {
        var (time, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        try
        {
            await next(context);
        }
        finally
        {
            log.Write(context, context.Features.Get<Exchange>(), time, clock.GetElapsedTime(started));
        }
    }
}
