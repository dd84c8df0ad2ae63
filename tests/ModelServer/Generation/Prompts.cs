using InferenceEndpoints.ModelServer.Serving;

namespace InferenceEndpoints.ModelServer.Generation;

/// <summary>Checks prompts against the limits, in TGI's words.</summary>
internal sealed class Prompts(ServerOptions options, ServerMetrics metrics)
{
    /// <summary>TGI's default.</summary>
    private const int DefaultMaxNewTokens = 100;

    /// <exception cref="RequestFailedException">The prompt is empty or too long.</exception>
    public GenerationRequest Check(string? inputs, int? maxNewTokens, IReadOnlyList<string>? stop, long? seed)
    {
        if (string.IsNullOrEmpty(inputs))
        {
            throw RequestFailedException.Validation("`inputs` cannot be empty");
        }

        var prompt = Tokenizer.Tokenize(inputs);
        metrics.InputLength.Observe(prompt.Count);
        if (prompt.Count > options.MaxInputTokens)
        {
            throw RequestFailedException.Validation($"`inputs` must have less than {options.MaxInputTokens} tokens. Given: {prompt.Count}");
        }

        var room = options.MaxTotalTokens - prompt.Count;
        var limit = maxNewTokens ?? Math.Min(DefaultMaxNewTokens, room);
        if (limit <= 0)
        {
            throw RequestFailedException.Validation("`max_new_tokens` must be strictly positive");
        }

        return limit <= room
            ? new GenerationRequest(prompt, limit, stop ?? [], seed ?? 0)
            : throw RequestFailedException.Validation(
                $"`inputs` tokens + `max_new_tokens` must be <= {options.MaxTotalTokens}. "
                + $"Given: {prompt.Count} `inputs` tokens and {limit} `max_new_tokens`");
    }
}
