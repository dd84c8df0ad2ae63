using InferenceEndpoints.ModelServer.Generation;
using InferenceEndpoints.ModelServer.Serving;
using InferenceEndpoints.ModelServer.Tgi;

namespace InferenceEndpoints.ModelServer.Toolkit;

internal static class ToolkitRoutes
{
    public static void MapToolkit(this IEndpointRouteBuilder routes)
    {
        routes.MapHealth("/", "Ok");
        routes.MapHealth("/health", "Ok");
        routes.MapInference("/", PredictAsync);
        routes.MapInference("/predict", PredictAsync);
    }

    private static async Task PredictAsync(HttpContext context)
    {
        var inputs = await ToolkitInput.ReadAsync(context.Request);
        var handler = context.RequestServices.GetRequiredService<ModelRepository>().HandlerClass;
        var task = context.RequestServices.GetRequiredService<ServerOptions>().Task;
        var answer = (handler, task) switch
        {
            // A handler.py wins over any task.
            ({ } name, _) => context.AnswerAsync(HandlerAnswer.Of(name, inputs), ServerJson.Default.HandlerAnswer),
            (_, "automatic-speech-recognition") => context.AnswerAsync(ToolkitAnswers.Transcribe(inputs), ServerJson.Default.TextAnswer),
            (_, "feature-extraction") => context.AnswerAsync(ToolkitAnswers.Embed(inputs), ServerJson.Default.DoubleArray),
            (_, "text-to-image") => DrawAsync(context),
            (_, "text-generation") => GenerateAsync(context, ToolkitAnswers.Text(inputs)),
            _ => context.AnswerAsync(ToolkitAnswers.Classify(inputs), ServerJson.Default.ClassAnswerArray),
        };
        await answer;
    }

    private static Task DrawAsync(HttpContext context)
    {
        context.Response.ContentType = "image/png";
        return context.Response.Body.WriteAsync(ToolkitAnswers.Picture, context.RequestAborted).AsTask();
    }

    private static async Task GenerateAsync(HttpContext context, string prompt)
    {
        var services = context.RequestServices;
        var request = services.GetRequiredService<Prompts>().Check(prompt, maxNewTokens: null, stop: null, seed: null);
        var last = await services.GetRequiredService<Generator>().GenerateAllAsync(request, context.RequestAborted);
        await context.AnswerAsync([new GenerateResponse(prompt + last.Text, Details: null)], ServerJson.Default.GenerateResponseArray);
    }
}
