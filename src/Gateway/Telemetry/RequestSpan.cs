using System.Diagnostics;

using Span = System.Diagnostics.Activity;

namespace InferenceEndpoints.Gateway.Telemetry;

/// <summary>A request as a span, with the names of OpenTelemetry's conventions. As in the access log, nothing of queries, headers and bodies is in it.</summary>
internal static class RequestSpan
{
    public const string SourceName = "InferenceEndpoints.Gateway";

    private static readonly ActivitySource Source = new(SourceName);

    public static async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        Span.Current = null; // ASP.NET's own is not exported, and so must be nobody's parent
        var headers = context.Request.Headers;
        using var span = Source.StartActivity(context.Request.Method, ActivityKind.Server, TraceContext.Parent(headers));
        if (span is not null)
        {
            headers.TraceParent = span.Id; // the replica's spans belong beneath this one
        }

        try
        {
            await next(context);
        }
        finally
        {
            if (span is { IsAllDataRequested: true })
            {
                Describe(span, context, context.Features.Get<Exchange>());
            }
        }
    }

    private static void Describe(Span span, HttpContext context, Exchange? exchange)
    {
        var request = context.Request;
        var status = exchange?.Status ?? context.Response.StatusCode;
        span.SetTag("http.request.method", request.Method);
        span.SetTag("url.scheme", request.Scheme);
        span.SetTag("url.path", request.Path.Value);
        span.SetTag("server.address", request.Host.Host);
        span.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            span.SetTag("error.type", CodeLabels.Text(status));
            span.SetStatus(ActivityStatusCode.Error);
        }

        if (exchange is not null)
        {
            Describe(span, exchange);
        }
    }

    private static void Describe(Span span, Exchange exchange)
    {
        span.DisplayName = $"{exchange.Context.Request.Method} {exchange.Route.Key}";
        span.SetTag("inferenceendpoints.namespace", exchange.Route.Key.Namespace);
        span.SetTag("inferenceendpoints.endpoint", exchange.Route.Key.Name);
        span.SetTag("gen_ai.usage.input_tokens", exchange.Usage.Prompt);
        span.SetTag("gen_ai.usage.output_tokens", exchange.Usage.Generated);
        span.SetTag("inferenceendpoints.replica", exchange.Backend?.Authority);
    }
}
