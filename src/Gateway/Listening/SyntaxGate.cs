using InferenceEndpoints.Gateway.Telemetry;

using Microsoft.AspNetCore.Http.Features;

namespace InferenceEndpoints.Gateway.Listening;

/// <summary>Refuses what <see cref="RequestSyntax"/> complains of, before anything else looks at the request.</summary>
internal static class SyntaxGate
{
    public static void UseSyntaxGate(this IApplicationBuilder app)
    {
        var metrics = app.ApplicationServices.GetRequiredService<GatewayMetrics>();
        app.Use(next => context =>
        {
            var request = context.Request;
            var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            if (RequestSyntax.Check(request.Protocol, request.Method, target, request.Headers) is not { } answer)
            {
                return next(context);
            }

            metrics.Unrouted(answer.Status);
            return answer.WriteAsync(context);
        });
    }
}
