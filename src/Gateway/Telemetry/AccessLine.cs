using System.Text.Json;

using InferenceEndpoints.Gateway.Listening;

namespace InferenceEndpoints.Gateway.Telemetry;

/// <summary>A request as a line of the access log. Queries, headers and bodies are never in it: they may hold tokens and what people ask.</summary>
internal static class AccessLine
{
    public static void Write(Utf8JsonWriter json, HttpContext context, Exchange? exchange, DateTimeOffset time, TimeSpan duration)
    {
        var (request, response) = (context.Request, context.Response);
        json.WriteStartObject();
        json.WriteString("time"u8, time.UtcDateTime);
        json.WriteString("log"u8, "access"u8);
        json.WriteString("request_id"u8, context.TraceIdentifier);
        json.WriteString("trace_id"u8, TraceContext.IdOf(request.Headers));
        json.WriteString("method"u8, request.Method);
        json.WriteString("host"u8, request.Host.Value);
        json.WriteString("path"u8, request.Path.Value);
        json.WriteString("protocol"u8, request.Protocol);
        json.WriteString("listener"u8, Listener.Of(context) == Listener.Internal ? "internal"u8 : "public"u8);
        json.WriteNumber("status"u8, exchange?.Status ?? response.StatusCode);
        WriteMilliseconds(json, "duration_ms"u8, duration);
        if (exchange is null)
        {
            json.WriteNumber("bytes_out"u8, OwnLength(context));
        }
        else
        {
            WriteExchange(json, exchange);
        }

        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteExchange(Utf8JsonWriter json, Exchange exchange)
    {
        json.WriteNumber("bytes_in"u8, exchange.BytesIn);
        json.WriteNumber("bytes_out"u8, exchange.FirstByte is null ? OwnLength(exchange.Context) : exchange.BytesOut);
        json.WriteString("namespace"u8, exchange.Route.Key.Namespace);
        json.WriteString("endpoint"u8, exchange.Route.Key.Name);
        if (exchange.Usage.Prompt is { } prompt)
        {
            json.WriteNumber("prompt_tokens"u8, prompt);
        }

        if (exchange.Usage.Generated is { } generated)
        {
            json.WriteNumber("generated_tokens"u8, generated);
        }

        if (exchange.FirstByte is { } firstByte)
        {
            WriteMilliseconds(json, "first_byte_ms"u8, firstByte);
        }

        if (exchange.Backend is { } backend)
        {
            json.WriteString("backend"u8, backend.Authority);
        }

        if (exchange.KeyName is { } key)
        {
            json.WriteString("key"u8, key);
        }
    }

    /// <summary>Of an answer without anything of a replica's.</summary>
    private static long OwnLength(HttpContext context) => HttpMethods.IsHead(context.Request.Method) ? 0 : context.Response.ContentLength ?? 0;

    private static void WriteMilliseconds(Utf8JsonWriter json, ReadOnlySpan<byte> name, TimeSpan time) =>
        json.WriteNumber(name, Math.Round(time.TotalMilliseconds, 3));
}
