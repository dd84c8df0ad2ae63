using System.Text.Json;
using System.Text.Json.Serialization;

namespace InferenceEndpoints.ModelServer.OpenAi;

/// <summary>The body of both routes: <paramref name="Messages"/> of a chat, <paramref name="Prompt"/> of a completion.</summary>
internal sealed record CompletionRequest(
    string? Model,
    IReadOnlyList<ChatMessage>? Messages,
    JsonElement Prompt,
    int? MaxTokens,
    int? MaxCompletionTokens,
    JsonElement Stop,
    long? Seed,
    bool? Stream,
    StreamOptions? StreamOptions)
{
    /// <summary>The chat template of a model that needs none: one line per message.</summary>
    public string Text() => Messages is null
        ? string.Join('\n', Strings(Prompt))
        : string.Join('\n', Messages.SelectMany(message => Strings(message.Content)));

    public IReadOnlyList<string> StopSequences() => [.. Strings(Stop)];

    /// <summary>OpenAI's unions: a string, a list of strings, or a list of parts of which some are text.</summary>
    private static IEnumerable<string> Strings(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object when value.TryGetProperty("text", out var text) => Strings(text),
        _ => [],
    };
}

internal sealed record ChatMessage(string Role, JsonElement Content);

internal sealed record StreamOptions(bool? IncludeUsage);

internal sealed record Completion(
    string Object, string Id, long Created, string Model, string SystemFingerprint, IReadOnlyList<Choice> Choices, Usage? Usage);

/// <summary>A plain chat has a message, a streamed one deltas, a completion text.</summary>
internal sealed record Choice(
    int Index,
    AnswerMessage? Message,
    AnswerMessage? Delta,
    string? Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? FinishReason);

internal sealed record AnswerMessage(string Role, string Content);

internal sealed record Usage(int PromptTokens, int CompletionTokens, int TotalTokens);

internal sealed record ModelList(string Object, IReadOnlyList<Model> Data);

internal sealed record Model(string Id, string Object, long Created, string OwnedBy);
