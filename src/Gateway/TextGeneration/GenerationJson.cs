using System.Text.Json;

namespace InferenceEndpoints.Gateway.TextGeneration;

/// <summary>TGI's answers, as far as OpenAI's API knows what is in them.</summary>
internal static class GenerationJson
{
    /// <summary><c>[{"generated_text": ...}]</c></summary>
    public static void WriteAnswer(Utf8JsonWriter json, CompletionRequest request, Completion completion)
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("generated_text"u8, request.Prefix + completion.Text);
        if (request.WantsDetails)
        {
            WriteDetails(json, completion.FinishReason, completion.Tokens);
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>A piece of text; the last one has the whole, too. A token's id and probability are not known.</summary>
    /// <param name="json">Gets it.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="index">1 for the first.</param>
    /// <param name="completion">The piece.</param>
    /// <param name="whole">All that was generated; null: this is not the last.</param>
    public static void WriteEvent(Utf8JsonWriter json, CompletionRequest request, int index, Completion completion, string? whole)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
        json.WriteStartObject("token"u8);
        json.WriteNumber("id"u8, 0);
        json.WriteString("text"u8, completion.Text);
        json.WriteNumber("logprob"u8, 0);
        json.WriteBoolean("special"u8, whole is not null && completion.Text.Length == 0);
        json.WriteEndObject();
        json.WriteString("generated_text"u8, whole is null ? null : request.Prefix + whole);
        if (whole is not null && request.WantsDetails)
        {
            WriteDetails(json, completion.FinishReason, completion.Tokens ?? index);
        }
        else
        {
            json.WriteNull("details"u8);
        }

        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, string? finishReason, int? tokens)
    {
        json.WriteStartObject("details"u8);
        json.WriteString("finish_reason"u8, finishReason);
        json.WriteNumber("generated_tokens"u8, tokens ?? 0);
        json.WriteNull("seed"u8);
        json.WriteStartArray("prefill"u8);
        json.WriteEndArray();
        json.WriteStartArray("tokens"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
