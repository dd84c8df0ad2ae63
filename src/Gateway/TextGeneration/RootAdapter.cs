using System.Buffers;
using System.IO.Pipelines;

using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Listening;
using InferenceEndpoints.Gateway.Settings;

namespace InferenceEndpoints.Gateway.TextGeneration;

/// <summary>
/// Gives engines that speak OpenAI's API alone the root that Hugging Face's <c>text_generation</c> posts to, plain and streaming. What such
/// an engine answers with an error passes as it is.
/// </summary>
internal sealed class RootAdapter(GatewayOptions options, TimeProvider clock)
{
    private const string Completions = "/v1/completions";

    /// <returns>Why the request cannot go on; null: it can, adapted where that was needed.</returns>
    public async ValueTask<Answer?> AdaptAsync(Exchange exchange)
    {
        if (!exchange.Route.LacksRoot || exchange.Target != "/" || exchange.Body is null || !HttpMethods.IsPost(exchange.Context.Request.Method))
        {
            return null;
        }

        var body = new ArrayBufferWriter<byte>();
        while (true)
        {
            var (isWhole, refusal) = await CallerBody.KeepAsync(exchange.Body, exchange.Context, body, options.ActivityTimeout, clock);
            if (refusal is not null || body.WrittenCount > options.MaxPeekedBytes)
            {
                return refusal ?? Answer.TooLarge;
            }

            if (isWhole)
            {
                return Adapt(exchange, body.WrittenMemory);
            }
        }
    }

    private static Answer? Adapt(Exchange exchange, ReadOnlyMemory<byte> body)
    {
        if (CompletionRequest.Parse(body, exchange.Route.Key.Name, out var mistake) is not { } request)
        {
            return Answer.Invalid(mistake!);
        }

        exchange.Target = Completions;
        exchange.ReplaceBody(PipeReader.Create(new ReadOnlySequence<byte>(request.Body)), request.Body.Length, request.Body.Length);
        exchange.Translation = request.IsStream ? new GenerationStream(request) : new GenerationAnswer(request);
        var headers = exchange.Context.Request.Headers;
        headers.ContentType = "application/json";
        headers.AcceptEncoding = default; // what is compressed cannot be translated
        return null;
    }
}
