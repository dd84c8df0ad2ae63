namespace InferenceEndpoints.Gateway.Listening;

/// <summary>
/// Requests run on the thread that heard of them (<see cref="Sockets.EventLoop"/>), but for those that would keep it: what tells of all endpoints,
/// and long bodies, of which more may come for as long as there is somebody to take it.
/// </summary>
internal static class ThreadPoolHop
{
    /// <summary>Read, and passed on, in a piece or two.</summary>
    private const int MaxInlineBody = 64 * 1024;

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
