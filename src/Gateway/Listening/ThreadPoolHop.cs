namespace InferenceEndpoints.Gateway.Listening;

/// <summary>
/// Requests run on the thread that heard of them (<see cref="Sockets.EventLoop"/>), but for those that would keep it: what tells of all endpoints,
/// and long bodies. Of these more comes while they change to the thread pool, so that they go on in a few large pieces.
/// </summary>
internal static class ThreadPoolHop
{
    /// <summary>Kestrel reads 4 KiB at a time: such a body mostly comes with its headers.</summary>
    private const int MaxInlineBody = 2 * 1024;

    /// <param name="app">What follows runs in the thread pool.</param>
    /// <param name="isNeeded">For which requests.</param>
    public static void UseThreadPool(this IApplicationBuilder app, Func<HttpContext, bool> isNeeded) =>
        app.Use(next => context => isNeeded(context) ? HopAsync(next, context) : next(context));

    public static bool HasLongBody(HttpContext context) =>
        context.Request.ContentLength > MaxInlineBody || context.Request.Headers.TransferEncoding.Count > 0;

    private static async Task HopAsync(RequestDelegate next, HttpContext context)
    {
        await Task.Yield();
        await next(context);
    }
}
