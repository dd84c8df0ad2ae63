using InferenceEndpoints.Gateway.Settings;

using Microsoft.AspNetCore.Cors.Infrastructure;

namespace InferenceEndpoints.Gateway.Cors;

/// <summary>
/// Which web pages may call endpoints from a browser. The gateway answers a browser's question in advance (the preflight, which has no token)
/// itself, wakes nothing for it, and says of every answer, its own errors and those of a replica, who may read it. Without allowed origins
/// all of this is the replica's business.
/// </summary>
internal static class CorsServices
{
    /// <summary>The longest that browsers heed.</summary>
    private static readonly TimeSpan PreflightLifetime = TimeSpan.FromHours(2);

    public static void AddGatewayCors(this IServiceCollection services, GatewayOptions options)
    {
        if (options.AllowedOrigins.Count > 0)
        {
            services.AddCors(cors => cors.AddDefaultPolicy(policy => Configure(policy, options.AllowedOrigins)));
        }
    }

    public static void UseGatewayCors(this IApplicationBuilder app, GatewayOptions options)
    {
        if (options.AllowedOrigins.Count > 0)
        {
            app.UseCors();
        }
    }

    /// <remarks>No cookies: a page must have a key of its own to show, and gets nothing by who looks at it.</remarks>
    private static void Configure(CorsPolicyBuilder policy, IList<string> origins)
    {
        policy.AllowAnyMethod().AllowAnyHeader().WithExposedHeaders("*").SetPreflightMaxAge(PreflightLifetime);
        if (origins.Contains(OriginsAttribute.Any))
        {
            policy.AllowAnyOrigin();
        }
        else
        {
            policy.WithOrigins([.. origins]).SetIsOriginAllowedToAllowWildcardSubdomains();
        }
    }
}
