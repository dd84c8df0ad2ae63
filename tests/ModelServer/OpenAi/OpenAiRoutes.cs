using InferenceEndpoints.ModelServer.Generation;
using InferenceEndpoints.ModelServer.Serving;

namespace InferenceEndpoints.ModelServer.OpenAi;

internal static class OpenAiRoutes
{
    public static void MapOpenAi(this IEndpointRouteBuilder routes)
    {
        routes.MapInference("/v1/chat/completions", context => CompleteAsync(context, isChat: true));
        routes.MapInference("/v1/completions", context => CompleteAsync(context, isChat: false));
        routes.MapGet("/v1/models", context =>
        {
            var model = new Model(Services<ServerOptions>(context).ModelId, "model", Created(context), "stand-in");
            return context.AnswerAsync(new ModelList("list", [model]), ServerJson.Default.ModelList);
        });
    }

    private static async Task CompleteAsync(HttpContext context, bool isChat)
    {
        var body = await context.Request.ReadAsync(ServerJson.Default.CompletionRequest);
        var request = Services<Prompts>(context)
            .Check(body.Text(), body.MaxCompletionTokens ?? body.MaxTokens, body.StopSequences(), body.Seed);
        if (body.Stream is true)
        {
            await StreamAsync(context, body, request, isChat);
            return;
        }

        var last = await Services<Generator>(context).GenerateAllAsync(request, context.RequestAborted);
        var choice = isChat
            ? new Choice(0, new AnswerMessage("assistant", last.Text), null, null, last.Finish!.Value.InOpenAi())
            : new Choice(0, null, null, last.Text, last.Finish!.Value.InOpenAi());
        await context.AnswerAsync(
            Answer(context, body, isChat ? "chat.completion" : "text_completion", [choice], UsageOf(request, last.Index)),
            ServerJson.Default.Completion);
    }

    private static async Task StreamAsync(HttpContext context, CompletionRequest body, GenerationRequest request, bool isChat)
    {
        context.Response.StartEvents();
        var kind = isChat ? "chat.completion.chunk" : "text_completion";
        var count = 0;
        await foreach (var step in Services<Generator>(context).GenerateAsync(request, context.RequestAborted))
        {
            count = step.Index;
            var finish = step.Finish?.InOpenAi();
            var choice = isChat
                ? new Choice(0, null, new AnswerMessage("assistant", step.Token.Text), null, finish)
                : new Choice(0, null, null, step.Token.Text, finish);
            await SendAsync(context, Answer(context, body, kind, [choice], usage: null));
        }

        if (body.StreamOptions?.IncludeUsage is true)
        {
            await SendAsync(context, Answer(context, body, kind, [], UsageOf(request, count)));
        }

        await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
    }

    private static Task SendAsync(HttpContext context, Completion chunk) =>
        context.Response.SendEventAsync(chunk, ServerJson.Default.Completion, context.RequestAborted);

    private static Completion Answer(
        HttpContext context, CompletionRequest body, string kind, IReadOnlyList<Choice> choices, Usage? usage)
    {
        var model = body.Model ?? Services<ServerOptions>(context).ModelId;
        return new Completion(kind, context.TraceIdentifier, Created(context), model, "stand-in", choices, usage);
    }

    private static Usage UsageOf(GenerationRequest request, int generated) =>
        new(request.Prompt.Count, generated, request.Prompt.Count + generated);

    private static long Created(HttpContext context) => Services<TimeProvider>(context).GetUtcNow().ToUnixTimeSeconds();

    private static T Services<T>(HttpContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();
}
