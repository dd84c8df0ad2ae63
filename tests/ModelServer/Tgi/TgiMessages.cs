using System.Text.Json.Serialization;

namespace InferenceEndpoints.ModelServer.Tgi;

internal sealed record GenerateRequest(string? Inputs, GenerateParameters? Parameters, bool? Stream);

/// <summary>What changes the answer here. Sampling parameters (temperature, top_p ...) are accepted and ignored.</summary>
internal sealed record GenerateParameters(int? MaxNewTokens, IReadOnlyList<string>? Stop, long? Seed, bool? ReturnFullText, bool? Details);

internal sealed record GenerateResponse(string GeneratedText, GenerateDetails? Details);

internal sealed record GenerateDetails(string FinishReason, int GeneratedTokens, long? Seed, int InputLength);

/// <summary>One event. TGI writes the nulls of all but the last one, and typed clients read them.</summary>
internal sealed record StreamResponse(
    int Index,
    StreamToken Token,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? GeneratedText,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] GenerateDetails? Details);

internal sealed record StreamToken(int Id, string Text, float Logprob, bool Special);

internal sealed record TokenizeResponse(int Id, string Text, int Start, int Stop);
