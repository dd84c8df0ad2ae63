using InferenceEndpoints.Gateway.Settings;

using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace InferenceEndpoints.Gateway.Listening;

/// <summary>
/// The first half of an end: <c>/readyz</c> says no, so that nobody new is sent here; whoever comes nevertheless is served, and asked to take
/// another connection next time. The second half is the host's: nobody is let in any more, and requests in flight end.
/// </summary>
internal sealed class Draining(GatewayOptions options, TimeProvider clock, ILogger<Draining> logger) : IHostedLifecycleService, IHealthCheck
{
    private volatile bool hasBegun;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        hasBegun = true;
        logger.DrainingBegun(options.ShutdownDelay, options.ShutdownTimeout);
        await Task.Delay(options.ShutdownDelay, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(hasBegun ? HealthCheckResult.Unhealthy("the gateway is stopping") : HealthCheckResult.Healthy());

    /// <summary>Over HTTP/1.1 the answer says <c>Connection: close</c>; over HTTP/2 a GOAWAY is sent, and streams that are open end as they would.</summary>
    public void RetireConnection(HttpContext context)
    {
        if (hasBegun)
        {
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal static class DrainingExtensions
{
    public static void AddDraining(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton<Draining>();
        services.AddHostedService(provider => provider.GetRequiredService<Draining>());
        services.AddHealthChecks().AddCheck<Draining>("draining");
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownDelay + options.ShutdownTimeout);
    }

    public static void UseDraining(this IApplicationBuilder app)
    {
        var draining = app.ApplicationServices.GetRequiredService<Draining>();
        app.Use(next => context =>
        {
            draining.RetireConnection(context);
            return next(context);
        });
    }
}
