namespace InferenceEndpoints.ModelServer.Generation;

internal sealed record GenerationRequest(IReadOnlyList<Token> Prompt, int MaxNewTokens, IReadOnlyList<string> Stop, long Seed);

internal enum FinishReason
{
    Length,
    StopSequence,
}

/// <param name="Token">The token.</param>
/// <param name="Index">Its number, from 1.</param>
/// <param name="Text">All that was generated; empty before the last step.</param>
/// <param name="Finish">Why it is the last one; null when more come.</param>
internal readonly record struct Step(Token Token, int Index, string Text, FinishReason? Finish);

internal static class FinishReasons
{
    public static string InTgi(this FinishReason reason) => reason == FinishReason.Length ? "length" : "stop_sequence";

    public static string InOpenAi(this FinishReason reason) => reason == FinishReason.Length ? "length" : "stop";
}
