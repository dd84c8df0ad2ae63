using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;

using InferenceEndpoints.Gateway.Upstream;

namespace InferenceEndpoints.Gateway.Telemetry;

/// <summary>What an answer cost, as its model server says. Null: it does not say.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TokenUsage(int? Prompt, int? Generated)
{
    /// <summary>TGI's, of answers that are not streamed.</summary>
    public static TokenUsage Of(ResponseHead head) => new(Parse(head["x-prompt-tokens"]), Parse(head["x-generated-tokens"]));

    /// <summary>
    /// OpenAI's <c>usage</c>, in the words of chats and of responses, or TGI's <c>details</c>: all have them near the end of the answer, or of
    /// the last event. What was generated cannot be taken for it: in JSON, its quotes are escaped.
    /// </summary>
    /// <param name="end">Of the answer.</param>
    public static TokenUsage Of(ReadOnlySpan<byte> end) => new(
        Find(end, "\"prompt_tokens\""u8) ?? Find(end, "\"input_tokens\""u8) ?? Find(end, "\"input_length\""u8),
        Find(end, "\"completion_tokens\""u8) ?? Find(end, "\"output_tokens\""u8) ?? Find(end, "\"generated_tokens\""u8));

    private static int? Parse(string? header) =>
        int.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    private static int? Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        if (json.LastIndexOf(name) is not (>= 0 and var start))
        {
            return null;
        }

        var rest = json[(start + name.Length)..].TrimStart(" \t\r\n"u8);
        return rest is [(byte)':', ..]
            && Utf8Parser.TryParse(rest[1..].TrimStart(" \t\r\n"u8), out int count, out _)
            && count >= 0 ? count : null;
    }
}
