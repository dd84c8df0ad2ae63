using System.Runtime.InteropServices;
using System.Text.Json;

using InferenceEndpoints.Gateway.Upstream;

namespace InferenceEndpoints.Gateway.TextGeneration;

/// <summary>What is of interest in an answer of <c>/v1/completions</c>, or in one event of a streamed one.</summary>
/// <param name="Text">What was generated.</param>
/// <param name="FinishReason">In TGI's words; null: there is more to come.</param>
/// <param name="Tokens">How many it cost; null: it does not say.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Completion(string Text, string? FinishReason, int? Tokens)
{
    /// <exception cref="MalformedResponseException">It is something else.</exception>
    public static Completion Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            var tokens = root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object ? usage.GetProperty("completion_tokens").GetInt32() : (int?)null;
            return root.GetProperty("choices") is var choices && choices.GetArrayLength() == 0
                ? new Completion("", null, tokens) // the event that has nothing but the usage
                : new Completion(choices[0].GetProperty("text").GetString() ?? "", FinishReasonOf(choices[0]), tokens);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new MalformedResponseException("what is no completion");
        }
    }

    private static string? FinishReasonOf(JsonElement choice)
    {
        if (!choice.TryGetProperty("finish_reason", out var reason) || reason.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        return reason.GetString() is var word && word != "stop" ? word
            : choice.TryGetProperty("stop_reason", out var stop) && stop.ValueKind != JsonValueKind.Null ? "stop_sequence"
            : "eos_token";
    }
}
