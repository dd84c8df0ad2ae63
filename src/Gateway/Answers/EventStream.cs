namespace InferenceEndpoints.Gateway.Answers;

/// <summary>Answers as streams of server-sent events.</summary>
internal static class EventStream
{
    public const string ContentType = "text/event-stream";

    public static ReadOnlySpan<byte> ErrorStart => "event: error\ndata: "u8;

    public static ReadOnlySpan<byte> EventEnd => "\n\n"u8;

    /// <summary>Prepares a response that has not started.</summary>
    public static void Begin(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = ContentType;
        context.Response.Headers.CacheControl = "no-cache";
        RequestId.Set(context);
    }
}
