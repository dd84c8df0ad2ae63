using System.Runtime.CompilerServices;
using System.Text;
using InferenceEndpoints.ModelServer.Serving;

namespace InferenceEndpoints.ModelServer.Generation;

/// <summary>Turns a request into tokens at the configured pace.</summary>
internal sealed class Generator(ServerOptions options, ServerMetrics metrics, TimeProvider clock)
{
    public async IAsyncEnumerable<Step> GenerateAsync(
        GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var index = 0;
        foreach (var token in new TextModel(request.Prompt, request.Seed).Continue())
        {
            await Task.Delay(options.TokenTime, clock, cancellationToken);
            text.Append(token.Text);
            index++;

            if (Finish(request, index, text) is { } finish)
            {
                metrics.GeneratedTokens.Observe(index);
                yield return new Step(token, index, text.ToString(), finish);
                yield break;
            }

            yield return new Step(token, index, "", Finish: null);
        }
    }

    public async Task<Step> GenerateAllAsync(GenerationRequest request, CancellationToken cancellationToken) =>
        await GenerateAsync(request, cancellationToken).LastAsync(cancellationToken);

    private static FinishReason? Finish(GenerationRequest request, int count, StringBuilder text)
    {
        if (count == request.MaxNewTokens)
        {
            return FinishReason.Length;
        }

        var soFar = request.Stop.Count > 0 ? text.ToString() : "";
        return request.Stop.Any(stop => soFar.Contains(stop, StringComparison.Ordinal)) ? FinishReason.StopSequence : null;
    }
}
