using System.Globalization;
using InferenceEndpoints.ModelServer.Generation;
using InferenceEndpoints.ModelServer.Serving;

namespace InferenceEndpoints.ModelServer.Tgi;

internal static class TgiRoutes
{
    public static void MapTgi(this IEndpointRouteBuilder routes)
    {
        routes.MapHealth("/", "");
        routes.MapHealth("/health", "");
        routes.MapHealth("/ping", "");
        routes.MapInference("/generate", context => GenerateAsync(context, stream: false));
        routes.MapInference("/generate_stream", context => GenerateAsync(context, stream: true));
        routes.MapInference("/", context => GenerateAsync(context, stream: null));
        routes.MapInference("/tokenize", TokenizeAsync);
    }

    /// <param name="context">The request.</param>
    /// <param name="stream">Null on the root route, where the body decides and a plain answer is wrapped in an array.</param>
    private static async Task GenerateAsync(HttpContext context, bool? stream)
    {
        var services = context.RequestServices;
        var body = await context.Request.ReadAsync(ServerJson.Default.GenerateRequest);
        var parameters = body.Parameters;
        var request = services.GetRequiredService<Prompts>()
            .Check(body.Inputs, parameters?.MaxNewTokens, parameters?.Stop, parameters?.Seed);

        // The root route speaks as the pipelines do, which repeat the prompt; the others do not.
        var prefix = parameters?.ReturnFullText ?? stream is null ? body.Inputs! : "";
        if (stream ?? body.Stream ?? false)
        {
            await StreamAsync(context, request, prefix, parameters?.Seed);
            return;
        }

        var last = await services.GetRequiredService<Generator>().GenerateAllAsync(request, context.RequestAborted);
        var details = parameters?.Details is true ? Details(request, last, parameters.Seed) : null;
        var answer = new GenerateResponse(prefix + last.Text, details);
        AddHeaders(context.Response, request, last);
        await (stream is null
            ? context.AnswerAsync([answer], ServerJson.Default.GenerateResponseArray)
            : context.AnswerAsync(answer, ServerJson.Default.GenerateResponse));
    }

    private static async Task StreamAsync(HttpContext context, GenerationRequest request, string prefix, long? seed)
    {
        context.Response.StartEvents();
        var steps = context.RequestServices.GetRequiredService<Generator>().GenerateAsync(request, context.RequestAborted);
        await foreach (var step in steps)
        {
            var answer = new StreamResponse(
                step.Index,
                new StreamToken(step.Token.Id, step.Token.Text, Logprob: -1, Special: false),
                step.Finish is null ? null : prefix + step.Text,
                step.Finish is null ? null : Details(request, step, seed));
            await context.Response.SendEventAsync(answer, ServerJson.Default.StreamResponse, context.RequestAborted);
        }
    }

    private static async Task TokenizeAsync(HttpContext context)
    {
        var body = await context.Request.ReadAsync(ServerJson.Default.GenerateRequest);
        var tokens = Tokenizer.Tokenize(body.Inputs ?? throw RequestFailedException.Validation("`inputs` cannot be empty"));
        await context.AnswerAsync(
            [.. tokens.Select(token => new TokenizeResponse(token.Id, token.Text, token.Start, token.Start + token.Text.Length))],
            ServerJson.Default.TokenizeResponseArray);
    }

    private static GenerateDetails Details(GenerationRequest request, Step last, long? seed) =>
        new(last.Finish!.Value.InTgi(), last.Index, seed, request.Prompt.Count);

    private static void AddHeaders(HttpResponse response, GenerationRequest request, Step last)
    {
        response.Headers["x-compute-type"] = "cpu+stand-in";
        response.Headers["x-prompt-tokens"] = request.Prompt.Count.ToString(CultureInfo.InvariantCulture);
        response.Headers["x-generated-tokens"] = last.Index.ToString(CultureInfo.InvariantCulture);
    }
}
