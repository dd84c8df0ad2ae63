using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace InferenceEndpoints.Gateway.Answers;

/// <summary>
/// An answer of the gateway's own: a status and <c>{"error": ...}</c>, as Hugging Face's clients read it; with <c>error_type</c> for programs
/// where the status leaves a question open.
/// </summary>
internal sealed record Answer
{
    /// <summary>What a client that obeys waits: short beside the start of a model, long enough not to be a burden.</summary>
    private const string RetryAfterSeconds = "5";

    public static readonly Answer NotFound = new(404, "Not Found: no endpoint is reached under this URL");
    public static readonly Answer ModelNotFound =
        new(404, "Not Found: no endpoint serves this model; GET /v1/models lists the names of those that you may call", "model_not_found");

    public static readonly Answer NoModel = new(400, "Bad Request: the body must be a JSON object whose model names an endpoint; or call the endpoint's own URL");
    public static readonly Answer ModelTooFar =
        new(400, "Bad Request: model comes too late in the body; put it first, or call the endpoint's own URL");

    public static readonly Answer Unauthorized = new(401, "UNAUTHORIZED") { Challenge = "Bearer" };
    public static readonly Answer Forbidden = new(403, "missing permissions: inference.endpoints.infer.write");
    public static readonly Answer Unchecked = new(503, "503 Service Unavailable: the token cannot be checked at the moment") { IsTemporary = true };
    public static readonly Answer KeyLimit = new(429, "429 Too Many Requests: the key's rate limit is reached", "key_rate_limit");
    public static readonly Answer EndpointLimit = new(429, "429 Too Many Requests: the endpoint's rate limit is reached", "endpoint_rate_limit");
    public static readonly Answer TooManyHeld = new(429, "429 Too Many Requests: too many requests wait for a replica", "held_requests_limit") { IsTemporary = true };
    public static readonly Answer Busy = new(429, "429 Too Many Requests: every replica has as many requests as it may", "replicas_busy") { IsTemporary = true };
    public static readonly Answer BadTarget = new(400, "Bad Request: the target is not a path") { ClosesConnection = true };
    public static readonly Answer BadHeader = new(400, "Bad Request: a header is malformed") { ClosesConnection = true };
    public static readonly Answer BadFraming = new(400, "Bad Request: the length of the request's body can be read in two ways") { ClosesConnection = true };
    public static readonly Answer UnknownCoding = new(501, "501 Not Implemented: the only transfer coding is chunked") { ClosesConnection = true };
    public static readonly Answer NoTunnels = new(501, "501 Not Implemented: this is no proxy to other hosts") { ClosesConnection = true };
    public static readonly Answer Paused = new(400, "Bad Request: Invalid state");
    public static readonly Answer Failed = new(503, "503 Service Unavailable: the endpoint has failed; its status says why");
    public static readonly Answer Pending = new(503, "503 Service Unavailable: the endpoint waits for a node") { IsTemporary = true };
    public static readonly Answer Initializing = new(503, "503 Service Unavailable: the endpoint is initializing") { IsTemporary = true };
    public static readonly Answer ScaledToZero = new(503, "503 Service Unavailable: the endpoint is scaled to zero") { IsTemporary = true };
    public static readonly Answer NoReplica = new(503, "503 Service Unavailable: no replica is ready") { IsTemporary = true };
    public static readonly Answer Starting = new(503, "503 Service Unavailable: the gateway is starting") { IsTemporary = true };
    public static readonly Answer Stopping = new(503, "503 Service Unavailable: the gateway is stopping") { IsTemporary = true };
    public static readonly Answer BadGateway = new(502, "502 Bad Gateway: the replica broke off");
    public static readonly Answer NoEvents = new(502, "502 Bad Gateway: the replica did not answer with events");
    public static readonly Answer GatewayTimeout = new(504, "504 Gateway Timeout: the replica was silent for too long");
    public static readonly Answer CallerTimeout = new(408, "408 Request Timeout: the request's body stalled") { ClosesConnection = true };
    public static readonly Answer TooLarge = new(413, "413 Payload Too Large");
    public static readonly Answer BadBody = new(400, "Bad Request: the request's body is malformed") { ClosesConnection = true };
    public static readonly Answer InternalError = new(500, "Internal Server Error");

    private readonly ReadOnlyMemory<byte> body;

    private Answer(int status, string error, string? type = null)
    {
        Status = status;
        var text = Encode(error);
        body = Encoding.UTF8.GetBytes(type is null ? $$"""{"error":"{{text}}"}""" : $$"""{"error":"{{text}}","error_type":"{{type}}"}""");
    }

    private Answer(int status, ReadOnlyMemory<byte> json)
    {
        Status = status;
        body = json;
    }

    public int Status { get; }

    private string? ContentType { get; init; } = "application/json";

    private ImmutableArray<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Nothing was done: the caller may ask again soon.</summary>
    public bool IsTemporary { get; init; }

    private string? Challenge { get; init; }

    /// <summary>Where the request ends is not known for certain: what comes behind it is not read.</summary>
    private bool ClosesConnection { get; init; }

    /// <summary>The request's fault, in the words of TGI.</summary>
    public static Answer Invalid(string mistake) => new(422, $"Input validation error: {mistake}", "validation");

    /// <summary>What was asked for.</summary>
    public static Answer Json(ReadOnlyMemory<byte> json) => new(StatusCodes.Status200OK, json);

    /// <summary>A replica's answer to a request like this one. Callers know it by the header, as at Hugging Face.</summary>
    public static Answer Cached(ReadOnlyMemory<byte> body, string? contentType, string? contentEncoding)
    {
        var answer = new Answer(StatusCodes.Status200OK, body) { ContentType = contentType };
        return contentEncoding is null
            ? answer.With(("x-compute-type", "cache"))
            : answer.With(("x-compute-type", "cache"), ("Content-Encoding", contentEncoding));
    }

    /// <summary>In the words of Hugging Face's serverless API.</summary>
    public static Answer NoSuchModel(string model) => new(404, $"Model {model} does not exist");

    /// <summary>The same for a model that sleeps or starts.</summary>
    /// <param name="model">Its name.</param>
    /// <param name="start">How long it may take.</param>
    public static Answer Loading(string model, TimeSpan start) => new(
        StatusCodes.Status503ServiceUnavailable,
        Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $$"""{"error":"Model {{Encode(model)}} is currently loading","estimated_time":{{start.TotalSeconds:0.0}}}""")))
    {
        IsTemporary = true,
    };

    /// <summary>The same answer with what is true of this request alone.</summary>
    public Answer With(params ImmutableArray<(string Name, string Value)> headers) => this with { Headers = headers };

    private static JsonEncodedText Encode(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    /// <summary>Writes the answer in place of whatever was prepared. The response must not have started.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.Clear();
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        RequestId.Set(context);
        if (IsTemporary)
        {
            response.Headers.RetryAfter = RetryAfterSeconds;
        }

        if (Challenge is not null)
        {
            response.Headers.WWWAuthenticate = Challenge;
        }

        foreach (var (name, value) in Headers)
        {
            response.Headers[name] = value;
        }

        if (ClosesConnection && !HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            response.Headers.Connection = "close";
        }

        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>Ends a stream of events that has begun.</summary>
    public async Task WriteEventAsync(HttpContext context)
    {
        var writer = context.Response.BodyWriter;
        writer.Write(EventStream.ErrorStart);
        writer.Write(body.Span);
        writer.Write(EventStream.EventEnd);
        await writer.FlushAsync(context.RequestAborted);
    }
}
