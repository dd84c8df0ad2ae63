using System.Globalization;
using System.Text.Json;
using InferenceEndpoints.ModelServer.Generation;

namespace InferenceEndpoints.ModelServer.Toolkit;

internal sealed record BinaryInput(long Bytes, string ContentType);

internal sealed record TextAnswer(string Text);

internal sealed record ClassAnswer(string Label, double Score);

/// <summary>What a stand-in can honestly say about a handler that it cannot run: it is there, and would be given this.</summary>
internal sealed record HandlerAnswer(string Handler, string Note, JsonElement Inputs)
{
    public static HandlerAnswer Of(string handler, JsonElement inputs) =>
        new(handler, "a stand-in answers: Python does not run here", inputs);
}

/// <summary>Answers of the right shape for their task, always the same for the same input.</summary>
internal static class ToolkitAnswers
{
    /// <summary>A PNG of one black pixel.</summary>
    public static ReadOnlyMemory<byte> Picture { get; } = Convert.FromHexString(
        "89504E470D0A1A0A0000000D49484452000000010000000108000000003A7E9B550000000A49444154789C636000000002000148AFA4710000000049454E44AE426082");

    public static TextAnswer Transcribe(JsonElement inputs) => new($" {Text(inputs)}");

    public static ClassAnswer[] Classify(JsonElement inputs)
    {
        var score = Unit(Text(inputs), seed: 0);
        return [new("LABEL_0", Math.Max(score, 1 - score)), new("LABEL_1", Math.Min(score, 1 - score))];
    }

    public static double[] Embed(JsonElement inputs) => [.. Enumerable.Range(0, 8).Select(dimension => Unit(Text(inputs), dimension))];

    public static string Text(JsonElement inputs) => inputs.ValueKind == JsonValueKind.String ? inputs.GetString()! : inputs.GetRawText();

    private static double Unit(string text, int seed) =>
        Tokenizer.Hash(text + seed.ToString(CultureInfo.InvariantCulture)) / (double)uint.MaxValue;
}
