using System.Globalization;
using InferenceEndpoints.ModelServer.Serving;

namespace InferenceEndpoints.ModelServer.Admin;

/// <summary>Switches for tests: change how the server behaves while it runs.</summary>
internal static class AdminRoutes
{
    public static void MapAdmin(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/admin");

        // At once, as from a segmentation fault: no draining, no goodbye.
        admin.MapPost("/crash", context =>
        {
            Environment.Exit(int.Parse(Query(context, "code", "1"), CultureInfo.InvariantCulture));
            return Task.CompletedTask;
        });
        admin.MapSwitch("/hang", (faults, context) => faults.Hang = HangScopes.Parse(Query(context, "scope", "all")));
        admin.MapSwitch("/unready", (faults, _) => faults.IsUnready = true);
        admin.MapSwitch("/ready", (faults, _) => (faults.IsUnready, faults.Hang) = (false, HangScope.Nothing));
        admin.MapSwitch("/slow", (faults, context) => faults.Delay = Milliseconds(Query(context, "ms", "1000")));
    }

    private static void MapSwitch(this IEndpointRouteBuilder routes, string pattern, Action<Faults, HttpContext> change) =>
        routes.MapPost(pattern, context =>
        {
            change(context.RequestServices.GetRequiredService<Faults>(), context);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });

    private static TimeSpan Milliseconds(string text) => TimeSpan.FromMilliseconds(double.Parse(text, CultureInfo.InvariantCulture));

    private static string Query(HttpContext context, string name, string otherwise) =>
        context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : otherwise;
}
